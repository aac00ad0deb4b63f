import type { ScanOutcome } from "./finding.ts";
import type { WindowScan } from "./window-scan.ts";

/** How the content of one file is scanned, when it is known how much it is. */
export interface Ways {
  /** Most bytes that are scanned as a whole. */
  mostWhole: number;
  whole(bytes: Uint8Array): ScanOutcome;
  /** Begins with a file whose first bytes are these; the outcome where it must not be scanned so. */
  windows(beginning: Uint8Array): WindowScan | ScanOutcome;
}

/** Scans a file whose content comes in chunks. Cutting it elsewhere changes nothing. */
export class StreamScan {
  readonly #ways: Ways;
  #chunks: Uint8Array[] = [];
  #length = 0;
  #windows: WindowScan | ScanOutcome | undefined;

  constructor(ways: Ways) {
    this.#ways = ways;
  }

  /** The chunk is copied. */
  add(chunk: Uint8Array): void {
    if (this.#windows !== undefined) {
      if ("add" in this.#windows) this.#windows.add(chunk);
      return;
    }
    this.#chunks.push(chunk.slice());
    this.#length += chunk.length;
    if (this.#length <= this.#ways.mostWhole) return;
    const held = this.#chunks;
    this.#chunks = [];
    this.#windows = this.#ways.windows(Buffer.concat(held).subarray(0, this.#ways.mostWhole));
    if ("add" in this.#windows) for (const one of held) this.#windows.add(one);
  }

  end(): ScanOutcome {
    if (this.#windows === undefined) {
      const bytes = Buffer.concat(this.#chunks);
      this.#chunks = [];
      return this.#ways.whole(bytes);
    }
    return "add" in this.#windows ? this.#windows.end() : this.#windows;
  }
}
