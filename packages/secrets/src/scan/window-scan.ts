import type { Span } from "../detection.ts";
import type { Finding, Place, ScanOutcome, Searched } from "./finding.ts";
import { type Base, WHOLE } from "./to-finding.ts";
import { aligned } from "./aligned.ts";
import { inOrder, keyOf, MOST_FINDINGS } from "./findings.ts";

/** In bytes. */
export interface WindowSizes {
  /** Part of the file whose findings are one window's; four at least; 2 KiB where what is encoded several times has to be read. */
  stride: number;
  /** What a window sees beyond that, on both sides: no secret may be longer. */
  overlap: number;
}

/** A window and all that decoding makes of it lie in memory together. */
export const usualWindows: WindowSizes = { stride: 4 * 1024 * 1024, overlap: 64 * 1024 };
const LINE_FEED = 10;
/** Where the end of a zip archive's directory lies: APPNOTE.TXT, section 4.3.16. */
const ZIP_END = Buffer.from("PK\u0005\u0006", "latin1");
const ZIP_END_WITHIN = 66_000;

/** One window of a file. */
export interface Window {
  bytes: Uint8Array;
  base: Base;
  /** Of the window, the part whose findings are its own; those of what lies beside are another window's. */
  own: Span;
}

export interface WindowOptions {
  /** Where the text begins; at the beginning of the file unless given. */
  base?: Base;
  /** Whether what it contains was looked for: otherwise one that ends as an archive does is refused. */
  isUnpacked?: boolean;
  sizes?: WindowSizes;
}

/** Scans a text of any size in windows of which one is held. Nothing is unpacked. */
export class WindowScan {
  readonly #search: (window: Window) => Searched;
  readonly #place: Place;
  readonly #held: Buffer;
  readonly #overlap: number;
  readonly #isUnpacked: boolean;
  #length = 0;
  /** Of the held bytes, in the file. */
  #base: Base;
  /** From here on, in the held bytes, findings were not told yet. */
  #ownStart = 0;
  readonly #findings = new Map<string, Finding>();
  #refusal: ScanOutcome | undefined;

  constructor(
    place: Place,
    search: (window: Window) => Searched,
    { base = WHOLE, isUnpacked = false, sizes = usualWindows }: WindowOptions = {},
  ) {
    this.#place = place;
    this.#search = search;
    this.#base = base;
    this.#isUnpacked = isUnpacked;
    this.#held = Buffer.allocUnsafe(sizes.stride + 2 * sizes.overlap);
    this.#overlap = sizes.overlap;
  }

  add(chunk: Uint8Array): void {
    for (let from = 0; from < chunk.length && this.#refusal === undefined;) {
      if (this.#length === this.#held.length) this.#turn();
      const piece = chunk.subarray(from, from + this.#held.length - this.#length);
      this.#held.set(piece, this.#length);
      this.#length += piece.length;
      from += piece.length;
    }
  }

  end(): ScanOutcome {
    const bytes = this.#held.subarray(0, this.#length);
    this.#look(bytes, bytes.length + 1);
    const isArchive = !this.#isUnpacked && bytes.subarray(-ZIP_END_WITHIN).includes(ZIP_END);
    if (this.#refusal === undefined && isArchive)
      this.#refuse("it ends as an archive does, and is too large to be unpacked");
    return this.#refusal ?? { kind: "scanned", findings: inOrder(this.#findings.values()), unread: [] };
  }

  /** Scans the window that is full, and keeps of it what the next one has to see. */
  #turn(): void {
    const bytes = this.#held.subarray(0, this.#length);
    const ownEnd = bytes.length - this.#overlap;
    this.#look(bytes, ownEnd);
    const next = aligned(bytes, bytes.length - 2 * this.#overlap);
    this.#base = moved(this.#base, bytes.subarray(0, next));
    this.#ownStart = ownEnd - next;
    this.#held.copyWithin(0, next, this.#length);
    this.#length -= next;
  }

  #look(bytes: Uint8Array, ownEnd: number): void {
    if (this.#refusal !== undefined) return;
    const own = { start: this.#ownStart, end: ownEnd };
    const searched = this.#search({ bytes, base: this.#base, own });
    if (searched.kind === "over budget") this.#refusal = searched;
    else for (const finding of searched.findings) this.#findings.set(keyOf(finding), finding);
    if (this.#findings.size > MOST_FINDINGS) this.#refuse(`more than ${MOST_FINDINGS} findings`);
  }

  #refuse(reason: string): void {
    this.#refusal = { kind: "over budget", file: this.#place.file, reason };
  }
}

/** The place behind `bytes`. */
function moved(base: Base, bytes: Uint8Array): Base {
  let lines = 0;
  let lastFeed = -1;
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) {
    lines += 1;
    lastFeed = at;
  }
  return {
    ...base,
    offset: base.offset + bytes.length,
    lines: base.lines + lines,
    columns: lastFeed < 0 ? base.columns + bytes.length : bytes.length - lastFeed - 1,
  };
}
