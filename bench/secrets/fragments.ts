const BUFFER = 100_000;
const FURTHEST = 25_000;
/** Go's `bufio.Reader` reads as much ahead when single bytes are asked of it. */
const READ_AHEAD = 4096;

const LINE_FEED = 10;
const SPACES = new Set([9, 10, 13, 32]);

/** One of the pieces in which gitleaks reads a file: its rules see no further. */
export interface Fragment {
  bytes: Uint8Array;
  /** Lines before it. */
  line: number;
}

/** Cuts a file as gitleaks 8.30 does: 100 KB, and on to the next empty line, at most 25 KB further. */
export function fragments(bytes: Uint8Array): Fragment[] {
  const cut: Fragment[] = [];
  let line = 0;
  let buffered = 0;
  for (let from = 0; from < bytes.length;) {
    const available = buffered > from ? buffered : bytes.length;
    const until = Math.min(from + BUFFER, available);
    let to = until;
    if (!endsWithEmptyLine(bytes.subarray(from, until))) {
      let feeds = 0;
      for (;;) {
        const last = bytes[to - 1] ?? 0;
        if (last === LINE_FEED) feeds += 1;
        else if (!SPACES.has(last)) feeds = 0;
        if (feeds >= 2 || to - until >= FURTHEST || to >= bytes.length) break;
        if (to >= buffered) buffered = Math.min(bytes.length, to + READ_AHEAD);
        to += 1;
      }
    }
    const piece = bytes.subarray(from, to);
    cut.push({ bytes: piece, line });
    for (const byte of piece) if (byte === LINE_FEED) line += 1;
    from = to;
  }
  return cut;
}

function endsWithEmptyLine(bytes: Uint8Array): boolean {
  let feeds = 0;
  for (let at = bytes.length - 1; at >= 0 && SPACES.has(bytes[at] ?? 0); at -= 1) {
    if (bytes[at] === LINE_FEED && ++feeds === 2) return true;
  }
  return false;
}
