import type { Span } from "../detection.ts";
import { type Encoding, ENCODINGS } from "./encoding.ts";

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

/** What was done in one pass, and in those before it. */
export interface Stage {
  /** In order and disjoint; empty for the text that was read. */
  segments: readonly Segment[];
  before: Stage | undefined;
}

/** A text in which encoded parts have been replaced by what they stand for. */
export interface DecodedText extends Stage {
  bytes: Uint8Array;
  /** How often it was decoded. */
  depth: number;
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
export function toOriginal(text: Stage, span: Span): Span {
  let at = span;
  for (let level: Stage | undefined = text; level !== undefined; level = level.before) {
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
