import type { Span } from "../detection.ts";

const COMMENT = Buffer.from("gitleaks:allow");

/** Where a text has `gitleaks:allow`; looked for once. */
export class CommentIndex {
  readonly #bytes: Uint8Array;
  #offsets: readonly number[] | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  isIn({ start, end }: Span): boolean {
    this.#offsets ??= occurrences(this.#bytes);
    let low = 0;
    let high = this.#offsets.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#offsets[middle] ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    const next = this.#offsets[low];
    return next !== undefined && next + COMMENT.length <= end;
  }
}

function occurrences(bytes: Uint8Array): readonly number[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const offsets: number[] = [];
  for (let at = buffer.indexOf(COMMENT); at >= 0; at = buffer.indexOf(COMMENT, at + 1)) offsets.push(at);
  return offsets;
}
