import type { NormalText } from "./normal-text.ts";

/** A stretch of text that is a stretch of a pattern. */
export interface Run {
  pattern: number;
  /** In the text. */
  start: number;
  end: number;
  /** Where the stretch begins in the pattern. */
  from: number;
}

/** Bytes that are looked up at once. */
export const GRAM = 4;

const FILTER_BITS = 18;
/** Of a pattern that repeats itself, so many places of one gram are remembered. */
const MOST_PLACES = 64;
const NO_PLACES: readonly number[] = [];

const filterBit = (gram: number): number => Math.imul(gram, 0x9e37_79b1) >>> (32 - FILTER_BITS);

function gramAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] ?? 0) |
    ((bytes[at + 1] ?? 0) << 8) |
    ((bytes[at + 2] ?? 0) << 16) |
    ((bytes[at + 3] ?? 0) << 24)
  );
}

/**
 * Finds stretches of text that are stretches of patterns. Every gram of the patterns is known, so of the text
 * only every n-th place is looked at, n such that a stretch as long as must be found has a gram at one of them:
 * the sampling of Sutinen and Tarhio, "On using q-gram locations in approximate string matching" (1995).
 */
export class PieceIndex {
  /** All patterns, one after the other. */
  readonly #all: Uint8Array;
  /** Pattern of each place in `#all`. */
  readonly #owners: Int32Array;
  /** Where each pattern begins in `#all`, and where the last one ends. */
  readonly #borders: number[] = [0];
  readonly #filter = new Uint8Array(1 << (FILTER_BITS - 3));
  readonly #places = new Map<number, number[]>();
  readonly #step: number;

  /** @param shortest length of the shortest stretch that must be found, at least `GRAM` */
  constructor(patterns: readonly Uint8Array[], shortest: number) {
    this.#step = shortest - GRAM + 1;
    this.#all = Buffer.concat(patterns);
    this.#owners = new Int32Array(this.#all.length);
    for (const [index, { length }] of patterns.entries()) {
      const start = this.#borders.at(-1) ?? 0;
      this.#borders.push(start + length);
      this.#owners.fill(index, start, start + length);
      this.#learn(start, start + length);
    }
  }

  #learn(start: number, end: number): void {
    const counts = new Map<number, number>();
    for (let place = start; place + GRAM <= end; place += 1) {
      const gram = gramAt(this.#all, place);
      const count = counts.get(gram) ?? 0;
      counts.set(gram, count + 1);
      if (count >= MOST_PLACES) continue;
      const bit = filterBit(gram);
      this.#filter[bit >> 3] = (this.#filter[bit >> 3] ?? 0) | (1 << (bit & 7));
      const places = this.#places.get(gram);
      if (places === undefined) this.#places.set(gram, [place]);
      else places.push(place);
    }
  }

  /** The longest stretches around the grams that were looked at, in the order of these. */
  runs(text: NormalText): Run[] {
    const { bytes } = text;
    const last = text.length - GRAM;
    const step = this.#step;
    const filter = this.#filter;
    const runs: Run[] = [];
    let latest: Map<number, Run> | null = null;
    for (let at = 0; at <= last; at += step) {
      const bit = filterBit(gramAt(bytes, at));
      if (((filter[bit >> 3] ?? 0) & (1 << (bit & 7))) === 0) continue;
      for (const place of this.#places.get(gramAt(bytes, at)) ?? NO_PLACES) {
        const pattern = this.#owners[place] ?? 0;
        const before = latest?.get(pattern);
        const from = place - (this.#borders[pattern] ?? 0);
        if (before !== undefined && at < before.end && at - before.start === from - before.from) continue;
        const back = this.#back(text, at, place);
        const run = { pattern, start: at - back, end: this.#end(text, at, place), from: from - back };
        latest ??= new Map();
        latest.set(pattern, run);
        runs.push(run);
      }
    }
    return runs;
  }

  /** How many bytes at the end of the text are a stretch of a pattern that could go on; none below `GRAM`. */
  openEnd(text: NormalText): number {
    const at = text.length - GRAM;
    if (at < 0) return 0;
    let longest = 0;
    for (const place of this.#places.get(gramAt(text.bytes, at)) ?? NO_PLACES)
      if (place + GRAM < this.#patternEnd(place))
        longest = Math.max(longest, GRAM + this.#back(text, at, place));
    return longest;
  }

  #patternEnd(place: number): number {
    return this.#borders[(this.#owners[place] ?? 0) + 1] ?? 0;
  }

  #back(text: NormalText, at: number, place: number): number {
    const most = Math.min(at, place - (this.#borders[this.#owners[place] ?? 0] ?? 0));
    let back = 0;
    while (back < most && text.bytes[at - back - 1] === this.#all[place - back - 1]) back += 1;
    return back;
  }

  #end(text: NormalText, at: number, place: number): number {
    const most = Math.min(text.length - at, this.#patternEnd(place) - place);
    let length = GRAM;
    while (length < most && text.bytes[at + length] === this.#all[place + length]) length += 1;
    return at + length;
  }
}
