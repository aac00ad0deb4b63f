import type { Span } from "../detection.ts";

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

/** A text in which encoded parts have been replaced by what they stand for. */
export interface DecodedText {
  bytes: Uint8Array;
  /** In order and disjoint; empty for the text that was read. */
  segments: readonly Segment[];
  /** How often it was decoded. */
  depth: number;
  /** What it was decoded from. */
  before: DecodedText | undefined;
}

/** The segments that a span of a decoded text overlaps or touches. */
export function overlapping(segments: readonly Segment[], span: Span): readonly Segment[] {
  let low = 0;
  let high = segments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((segments[middle]?.decoded.end ?? 0) < span.start) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < segments.length && (segments[end]?.decoded.start ?? 0) <= span.end) end += 1;
  return segments.slice(low, end);
}

/**
 * Where a span of a decoded text comes from in the text that was read: inside of one segment all of that segment,
 * otherwise the segments that it overlaps, and as many bytes more as it reaches beyond them.
 */
export function toOriginal(text: DecodedText, span: Span): Span {
  let at = span;
  for (let level: DecodedText | undefined = text; level !== undefined; level = level.before) {
    if (level.segments.length === 0) return at;
    let encoded: Span | undefined;
    for (const { original, encoded: from, decoded } of overlapping(level.segments, at)) {
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
