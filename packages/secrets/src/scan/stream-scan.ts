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
  /** Room for as much as is scanned as a whole, and one byte more; what is not written takes no memory. */
  #held: Uint8Array | undefined;
  #length = 0;
  #windows: WindowScan | ScanOutcome | undefined;

  constructor(ways: Ways) {
    this.#ways = ways;
  }

  /** The chunk is copied. */
  add(chunk: Uint8Array): void {
    let rest = chunk;
    if (this.#windows === undefined) {
      this.#held ??= new Uint8Array(this.#ways.mostWhole + 1);
      const fitting = chunk.subarray(0, this.#held.length - this.#length);
      this.#held.set(fitting, this.#length);
      this.#length += fitting.length;
      if (this.#length < this.#held.length) return;
      this.#windows = this.#ways.windows(this.#held.subarray(0, this.#ways.mostWhole));
      if ("add" in this.#windows) this.#windows.add(this.#held);
      this.#held = undefined;
      rest = chunk.subarray(fitting.length);
    }
    if ("add" in this.#windows) this.#windows.add(rest);
  }

  end(): ScanOutcome {
    if (this.#windows === undefined) {
      const bytes = this.#held?.subarray(0, this.#length) ?? new Uint8Array(0);
      this.#held = undefined;
      return this.#ways.whole(bytes);
    }
    return "add" in this.#windows ? this.#windows.end() : this.#windows;
  }
}
