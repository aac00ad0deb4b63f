import type { KnownHit } from "./known-values.ts";
import { characterEnd, NormalText, type Tail } from "./normal-text.ts";
import { GRAM, type PieceIndex, type Run } from "./piece-index.ts";

/** Bytes that are brought into normal form at a time: what fits into a processor's cache. */
const SLICE = 32 * 1024;
/** More than an escape that was cut can be long. */
const SLACK = 128;

/**
 * An end this long is let go and only remembered. Holding every end that is in a value would keep back the last
 * letter of most WebSocket frames for ever; so at most four characters of a value leave.
 */
export const LOOSE_END = 4;

/** What a line or a message ends with: it must not wait for the next, so what is open is remembered, not held. */
const CLOSED = /[\n\r"'\])}>]/;

const NOTHING = new Uint8Array(0);
const EMPTY_TAIL: Tail = { bytes: NOTHING, places: new Int32Array(0) };

/** What one more chunk of a stream showed; places count from the beginning of that chunk. */
export interface KnownView {
  /** Ends in this chunk; one that goes on where a chunk ended is told again, longer. */
  hits: KnownHit[];
  /** From here on (before the chunk: below 0) the end could become a hit; the chunk's length where nothing could. */
  openFrom: number;
}

/** Bytes that something has at least and at most. */
export interface Span {
  least: number;
  most: number;
}

/** What all streams over the same values share. */
export interface Search {
  index: PieceIndex;
  /** Does this stretch say enough? Then whose value it is, and how long it must be in the original. */
  judge: (run: Run) => { name: string; span: Span } | null;
  /** Where text is brought into normal form; nothing in it outlives a call. */
  scratch: NormalText;
}

/** @param longest length of the longest spelling */
export function scratchFor(longest: number): NormalText {
  return new NormalText(SLICE + longest + SLACK);
}

/** Searches a stream so that no cut between two chunks hides a value. Remembers at most the longest spelling. */
export class KnownStream {
  readonly #search: Search | null;
  /** Normal text that an open end is made of. */
  #tail: Tail = EMPTY_TAIL;
  /** An escape that the end of the last chunk cut. */
  #cut: Uint8Array = NOTHING;
  /** Where the open end begins, from the end of the last chunk backwards. */
  #open = 0;

  constructor(search: Search | null) {
    this.#search = search;
  }

  push(chunk: Uint8Array): KnownView {
    const { length } = chunk;
    const hits: KnownHit[] = [];
    let openFrom = this.#open;
    for (let from = 0; from < length; from += SLICE) {
      const slice = length <= SLICE ? chunk : chunk.subarray(from, from + SLICE);
      openFrom = from + this.#look(slice, false, (hit) => hits.push(moved(hit, from)));
    }
    this.#open = openFrom - length;
    return { hits, openFrom };
  }

  /** The end of the stream; places count from it backwards. */
  end(): KnownHit[] {
    const hits: KnownHit[] = [];
    if (this.#cut.length > 0) this.#look(NOTHING, true, (hit) => hits.push(hit));
    return hits;
  }

  /** @returns from where on the slice's end is open */
  #look(slice: Uint8Array, isEnd: boolean, found: (hit: KnownHit) => void): number {
    if (this.#search === null) return slice.length;
    const { index, judge, scratch: text } = this.#search;
    const ahead = this.#cut.length;
    const raw = ahead === 0 ? slice : Buffer.concat([this.#cut, slice]);
    text.restore(this.#tail);
    const before = text.length;
    const read = text.append(raw, isEnd);
    for (const run of index.runs(text)) {
      const judged = run.end <= before ? null : judge(run);
      if (judged === null) continue;
      const start = text.placeOf(raw, run.start);
      const end = characterEnd(raw, text.placeOf(raw, run.end - 1));
      if (end - start >= judged.span.least && end - start <= judged.span.most)
        found({ name: judged.name, start: start - ahead, end: end - ahead });
    }
    const open = index.openEnd(text);
    const count = Math.min(text.length, Math.max(open, GRAM - 1));
    this.#tail = text.tail(raw, { count, origin: read });
    const isHeld = open > LOOSE_END && !CLOSED.test(text.separatorsAfter(raw, read));
    const openFrom = isHeld ? text.placeOf(raw, text.length - open) : raw.length;
    this.#cut = read === raw.length ? NOTHING : Buffer.from(raw.subarray(read));
    return openFrom - ahead;
  }
}

const moved = ({ name, start, end }: KnownHit, by: number): KnownHit => ({
  name,
  start: start + by,
  end: end + by,
});
