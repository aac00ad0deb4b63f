import { SHORTEST_VALUE, spellings } from "./spellings.ts";

export interface Hit {
  start: number;
  end: number;
  name: string;
}

interface Needle {
  bytes: Buffer;
  name: string;
}

const WINDOW = SHORTEST_VALUE;
const NO_NEEDLES: readonly Needle[] = [];

function startsWithAt(haystack: Uint8Array, needle: Uint8Array, at: number): boolean {
  for (let index = 0; index < needle.length && at + index < haystack.length; index += 1)
    if (haystack[at + index] !== needle[index]) return false;
  return true;
}

/**
 * Finds many needles in one pass, most bytes unread: Wu and Manber, "A fast algorithm for multi-pattern
 * searching" (1994), with blocks of two bytes in a window as long as the shortest needle may be.
 * The values are private fields, so printing a set shows nothing of them.
 */
export class Needles {
  readonly #byBlock = new Map<number, Needle[]>();
  readonly #byFirst: Needle[][] = Array.from({ length: 256 }, () => []);
  readonly #shift = new Uint8Array(65_536).fill(WINDOW - 1);
  #longest = 0;

  constructor(values: Iterable<{ name: string; value: string }>) {
    const seen = new Set<string>();
    for (const { name, value } of values)
      for (const bytes of spellings(value)) {
        const key = bytes.toString("latin1");
        if (!seen.has(key)) this.#add({ bytes, name });
        seen.add(key);
      }
  }

  #add(needle: Needle): void {
    const { bytes } = needle;
    let block = 0;
    for (let index = 1; index < WINDOW; index += 1) {
      block = bytes.readUInt16LE(index - 1);
      this.#shift[block] = Math.min(this.#shift[block] ?? 0, WINDOW - 1 - index);
    }
    this.#byBlock.set(block, [...(this.#byBlock.get(block) ?? NO_NEEDLES), needle]);
    this.#byFirst[bytes[0] ?? 0]?.push(needle);
    this.#longest = Math.max(this.#longest, bytes.length);
  }

  get isEmpty(): boolean {
    return this.#longest === 0;
  }

  /** Every occurrence, overlapping ones too; at each start only the longest. */
  find(bytes: Uint8Array): Hit[] {
    const hits: Hit[] = [];
    if (this.#longest === 0) return hits;
    const shift = this.#shift;
    const last = bytes.length;
    let at = WINDOW - 1;
    while (at < last) {
      const block = (bytes[at - 1] ?? 0) | ((bytes[at] ?? 0) << 8);
      const step = shift[block] ?? 1;
      if (step === 0) {
        const hit = this.#hitAt(bytes, block, at - WINDOW + 1);
        if (hit !== null) hits.push(hit);
        at += 1;
      } else at += step;
    }
    return hits;
  }

  #hitAt(bytes: Uint8Array, block: number, start: number): Hit | null {
    let best: Hit | null = null;
    for (const { bytes: needle, name } of this.#byBlock.get(block) ?? NO_NEEDLES) {
      const end = start + needle.length;
      if (end > bytes.length || (best !== null && end <= best.end)) continue;
      if (startsWithAt(bytes, needle, start)) best = { start, end, name };
    }
    return best;
  }

  /** Length of the longest end of `bytes` that a needle begins with (a whole needle is no such end). */
  openEnd(bytes: Uint8Array): number {
    const first = Math.max(0, bytes.length - this.#longest + 1);
    for (let start = first; start < bytes.length; start += 1) {
      const length = bytes.length - start;
      for (const { bytes: needle } of this.#byFirst[bytes[start] ?? 0] ?? NO_NEEDLES)
        if (needle.length > length && startsWithAt(bytes, needle, start)) return length;
    }
    return 0;
  }
}
