/** More is never held back: what is open for longer is let go, and searched all the same. */
const MOST_HELD = 64 * 1024;

const NOTHING = new Uint8Array(0);

/** The end of a stream that must not be let go yet. */
export class HeldBytes {
  #held: Uint8Array = NOTHING;

  /** How many there are. */
  get length(): number {
    return this.#held.length;
  }

  /** What is held, and then the chunk. */
  followedBy(chunk: Uint8Array): Uint8Array {
    return this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
  }

  /** Holds `bytes` from `from` on, or less. @returns what is let go */
  hold(bytes: Uint8Array, from: number): Uint8Array {
    const to = Math.min(Math.max(from, bytes.length - MOST_HELD, 0), bytes.length);
    this.#held = to === bytes.length ? NOTHING : Buffer.from(bytes.subarray(to));
    return to === bytes.length ? bytes : bytes.subarray(0, to);
  }
}
