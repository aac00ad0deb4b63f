import type { Detection } from "../detection.ts";
import { KnownStream, scratchFor, type Search, type Span } from "./known-stream.ts";
import { GRAM, PieceIndex, type Run } from "./piece-index.ts";
import { SHORTEST_VALUE, spellings, type Spelling } from "./spellings.ts";

/** A value of the bottle and what to call it. */
export interface KnownValue {
  name: string;
  value: string;
}

/** Where a value, or a part of it that says enough, was found. */
export interface KnownHit {
  name: string;
  /** Bytes from the beginning of what was searched. */
  start: number;
  end: number;
}

/** What a known value is reported as. */
export const KNOWN_VALUE = "known-value";

/** A part of a value is reported from this length on, in bytes of the value, … */
const SHORTEST_PART = 12;
/** … where it has at least so many bits of surprise: of random letters and digits twelve have about forty. */
const LEAST_SURPRISE = 32;

/** A shorter value of words or numbers must stand in one piece. */
const LEAST_SPLIT = 16;
const LONGEST_ESCAPE = 6;
const ANY_SPAN: Span = { least: 0, most: Infinity };

interface Pattern extends Spelling {
  name: string;
  span: Span;
}

/**
 * How long the original of a whole value is. Where little but separators makes it up they must be there; and a
 * short word or number is not put together from parts, as `12, 345, 678` would be.
 */
function spanOf({ bytes, bits }: Spelling, value: string): Span {
  const isPlain = bytes.length < LEAST_SPLIT && (bits.at(-1) ?? 0) < LEAST_SURPRISE;
  const escaped = value.replace(/[\w.~-]/g, "").length * LONGEST_ESCAPE;
  return {
    least: bytes.length < SHORTEST_VALUE ? SHORTEST_VALUE : 0,
    most: isPlain ? Buffer.byteLength(value) + escaped : Infinity,
  };
}

/** One finding for each value, and for each place: parts of one value that overlap are one. */
function merged(hits: readonly KnownHit[]): KnownHit[] {
  const last = new Map<string, KnownHit>();
  const found: KnownHit[] = [];
  for (const hit of hits.toSorted((a, b) => a.start - b.start)) {
    const before = last.get(hit.name);
    if (before !== undefined && hit.start < before.end) before.end = Math.max(before.end, hit.end);
    else {
      const copy = { ...hit };
      found.push(copy);
      last.set(hit.name, copy);
    }
  }
  return found;
}

/**
 * The bottle's own values, found in whatever leaves: as they are, reversed, in hex, base64 at any alignment and
 * ROT13, each of these under any escaping, in UTF-16 and taken apart by separators; whole, or a part of at least
 * twelve bytes that is no word or number anyone could write. A value of fewer than eight bytes is not searched
 * for. The values are private, so printing this shows nothing of them.
 */
export class KnownValues {
  readonly #patterns: Pattern[] = [];
  readonly #search: Search | null;

  constructor(values: Iterable<KnownValue>) {
    const seen = new Set<string>();
    for (const { name, value } of values)
      for (const one of spellings(value)) {
        const key = Buffer.from(one.bytes).toString("latin1");
        if (seen.has(key) || one.core.end - one.core.start < GRAM) continue;
        seen.add(key);
        this.#patterns.push({ ...one, name, span: spanOf(one, value.trim()) });
      }
    const patterns = this.#patterns.map(({ bytes }) => bytes);
    const shortest = Math.min(...this.#patterns.map(({ core }) => core.end - core.start), SHORTEST_PART);
    const longest = Math.max(0, ...patterns.map(({ length }) => length));
    this.#search =
      patterns.length === 0
        ? null
        : {
            index: new PieceIndex(patterns, shortest),
            judge: (run) => this.#judge(run),
            scratch: scratchFor(longest),
          };
  }

  get isEmpty(): boolean {
    return this.#search === null;
  }

  /** Looks at a stream chunk by chunk. */
  stream(): KnownStream {
    return new KnownStream(this.#search);
  }

  /** Every occurrence in a whole buffer, in order. */
  find(bytes: Uint8Array): KnownHit[] {
    if (this.#search === null) return [];
    const stream = this.stream();
    const { hits } = stream.push(bytes);
    for (const { name, start, end } of stream.end())
      hits.push({ name, start: start + bytes.length, end: end + bytes.length });
    return merged(hits);
  }

  /** The same as detections. */
  detect(bytes: Uint8Array): Detection[] {
    return this.find(bytes).map(({ name, start, end }) => ({
      ruleId: KNOWN_VALUE,
      kind: "known",
      name,
      secret: { start, end },
      match: { start, end },
      tags: [],
    }));
  }

  #judge({ pattern, start, end, from }: Run): { name: string; span: Span } | null {
    const found = this.#patterns[pattern];
    if (found === undefined) return null;
    const { name, core, said, bits, span } = found;
    const to = from + end - start;
    if (from <= core.start && to >= core.end) return { name, span };
    const isPart =
      (said[to] ?? 0) - (said[from] ?? 0) >= SHORTEST_PART &&
      (bits[to] ?? 0) - (bits[from] ?? 0) >= LEAST_SURPRISE;
    return isPart ? { name, span: ANY_SPAN } : null;
  }
}
