import type { Span } from "../detection.ts";
import { type Encoding, ENCODINGS } from "./encoding.ts";
import { Rows } from "./rows.ts";

/** One encoded part of a text and what became of it. */
export interface Segment {
  /** In the text that was read first. */
  original: Span;
  /** In the text of the pass before. */
  encoded: Span;
  /** In the text of this pass. */
  decoded: Span;
  /** Bits by index in `ENCODINGS`: of this part, and of those before in which it lies. */
  encodings: number;
}

/** Segments of one text, in order and disjoint. */
export class Segments {
  readonly #rows = new Rows(7);

  get count(): number {
    return this.#rows.count;
  }

  add({ original, encoded, decoded, encodings }: Segment): void {
    const spans = [original.start, original.end, encoded.start, encoded.end, decoded.start, decoded.end];
    this.#rows.push(...spans, encodings);
  }

  at(index: number): Segment {
    const cell = (column: number): number => this.#rows.cell(index, column);
    return {
      original: { start: cell(0), end: cell(1) },
      encoded: { start: cell(2), end: cell(3) },
      decoded: { start: cell(4), end: cell(5) },
      encodings: cell(6),
    };
  }

  *[Symbol.iterator](): Iterator<Segment> {
    for (let index = 0; index < this.count; index += 1) yield this.at(index);
  }

  /** Those that a span of the decoded text overlaps or touches. */
  overlapping(span: Span): Segment[] {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#rows.cell(middle, 5) < span.start) low = middle + 1;
      else high = middle;
    }
    const found: Segment[] = [];
    while (low < this.count && this.#rows.cell(low, 4) <= span.end) found.push(this.at(low++));
    return found;
  }
}

/** What was decoded in a text, and what before it. */
interface Decoding {
  /** None for the text that was read. */
  segments: Segments;
  before: Decoding | undefined;
}

/** A text in which encoded parts have been replaced by what they stand for. */
export interface DecodedText extends Decoding {
  bytes: Uint8Array;
  /** How often it was decoded. */
  depth: number;
}

/**
 * Where a span of a decoded text comes from in the text that was read: inside of one segment all of that segment,
 * otherwise the segments that it overlaps, and as many bytes more as it reaches beyond them.
 */
export function toOriginal(text: Decoding, span: Span): Span {
  let at = span;
  for (let level: Decoding | undefined = text; level !== undefined; level = level.before) {
    if (level.segments.count === 0) return at;
    let encoded: Span | undefined;
    for (const { original, encoded: from, decoded } of level.segments.overlapping(at)) {
      if (decoded.start <= at.start && at.end <= decoded.end) return original;
      const start = from.start + Math.min(at.start - decoded.start, 0);
      const end = from.end + Math.max(at.end - decoded.end, 0);
      encoded =
        encoded === undefined
          ? { start, end }
          : { start: Math.min(encoded.start, start), end: Math.max(encoded.end, end) };
    }
    if (encoded === undefined) return at;
    at = encoded;
  }
  return at;
}

/** How segments were written, in the order of `ENCODINGS`. */
export function encodingsOf(segments: readonly Segment[]): Encoding[] {
  const all = segments.reduce((bits, segment) => bits | segment.encodings, 0);
  return ENCODINGS.filter((_, bit) => (all & (1 << bit)) !== 0);
}

/** What gitleaks tags a finding of a decoded text with. */
export function decodeTags(encodings: readonly Encoding[], depth: number): string[] {
  const tags = encodings.map((encoding) => `decoded:${encoding}`);
  return depth > 0 ? [...tags, `decode-depth:${depth}`] : tags;
}

/** How far around a decoded part is scanned again. */
const AROUND = 8192;

/** What of a text has to be scanned: all that was read, of a decoded text only what lies around its decoded parts. */
export function* windows({ bytes, segments, depth }: DecodedText): Iterable<Span> {
  if (depth === 0) {
    yield { start: 0, end: bytes.length };
    return;
  }
  let window: Span | undefined;
  for (const { decoded } of segments) {
    const start = Math.max(0, decoded.start - AROUND);
    const end = Math.min(bytes.length, decoded.end + AROUND);
    if (window !== undefined && start <= window.end) window.end = Math.max(window.end, end);
    else {
      if (window !== undefined) yield window;
      window = { start, end };
    }
  }
  if (window !== undefined) yield window;
}
