/** How far bytes are unpacked. Beyond it nothing is known of what they hold. */
export interface Limits {
  /** Containers within containers. */
  depth: number;
  /** Bytes of all that is inflated or transcoded. */
  bytes: number;
  /** Bytes out for each byte in, where more than `RATIO_FROM` come out. */
  ratio: number;
  /** Parts of all containers together. */
  entries: number;
}

export const usualLimits: Limits = { depth: 3, bytes: 64 * 1024 * 1024, ratio: 100, entries: 20_000 };

/** Below it a high ratio does no harm, and a short file of blanks has one. */
const RATIO_FROM = 1024 * 1024;

/** Inflating in vain costs time that no other limit counts. */
const MOST_DAMAGED = 32;

/**
 * Undoes raw deflate (RFC 1951) from the beginning of `bytes` on, whatever follows it. Of data that ends too early
 * it gives what there is; `damaged` is what is no deflate, `over` what would be more than `most` bytes.
 */
export type Inflate = (
  bytes: Uint8Array,
  most: number,
) => { bytes: Uint8Array; read: number } | "damaged" | "over";

/** Counts what unpacking has cost, and stops it. */
export class Budget {
  readonly #limits: Limits;
  readonly #inflate: Inflate;
  #bytes = 0;
  #entries = 0;
  #damaged = 0;
  /** The first limit that was passed; from then on nothing more is unpacked. */
  exceeded: keyof Limits | null = null;

  constructor(limits: Limits, inflate: Inflate) {
    this.#limits = limits;
    this.#inflate = inflate;
  }

  /** What deflated bytes hold; null: they are damaged, or a limit was passed. */
  inflate(deflated: Uint8Array): { bytes: Uint8Array; read: number } | null {
    if (this.exceeded !== null) return null;
    const left = this.#limits.bytes - this.#bytes;
    const widest = Math.max(RATIO_FROM, deflated.length * this.#limits.ratio);
    const inflated = this.#inflate(deflated, Math.min(left, widest));
    if (inflated === "damaged") {
      this.#damaged += 1;
      if (this.#damaged > MOST_DAMAGED) this.exceeded = "entries";
    } else if (inflated === "over") this.exceeded = left <= widest ? "bytes" : "ratio";
    else if (inflated.bytes.length > Math.max(RATIO_FROM, inflated.read * this.#limits.ratio))
      this.exceeded = "ratio";
    else if (this.takes(inflated.bytes.length)) return inflated;
    return null;
  }

  /** Is there room for so many bytes more? */
  takes(bytes: number): boolean {
    if (this.#bytes + bytes > this.#limits.bytes) this.exceeded ??= "bytes";
    else this.#bytes += bytes;
    return this.exceeded === null;
  }

  /** Is there room for one part more? */
  enters(): boolean {
    this.#entries += 1;
    if (this.#entries > this.#limits.entries) this.exceeded ??= "entries";
    return this.exceeded === null;
  }

  /** May containers lie so deep? */
  reaches(depth: number): boolean {
    if (depth > this.#limits.depth) this.exceeded ??= "depth";
    return this.exceeded === null;
  }
}
