import type { Span } from "../detection.ts";
import type { LineIndex } from "./line-index.ts";

export interface Location {
  /** From 1. */
  startLine: number;
  endLine: number;
  startColumn: number;
  endColumn: number;
  /** The bytes of the lines, from the line feed before them. */
  line: Span;
}

/**
 * Where a match lies, counted as gitleaks counts: a column behind the first line is one too many, and what is on a last
 * line without a line feed has all of the text for its line.
 */
export function locate(lines: LineIndex, { start, end }: Span): Location {
  // Without any line feed, gitleaks takes the end for one
  const feeds = Math.max(lines.count, 1);
  const startsIn = lines.count === 0 && start >= lines.length ? 1 : lines.before(start + 1);
  const endsIn = lines.count === 0 && end > lines.length ? 1 : lines.before(end);
  const lineStart = (number: number): number => (number === 0 ? 0 : lines.feed(number - 1));
  const from = lineStart(startsIn);
  const line = startsIn + 1;
  if (startsIn >= feeds) {
    const all = { start: 0, end: lines.lastLineEnd(end) };
    return {
      startLine: line,
      endLine: line,
      startColumn: start - from + 1,
      endColumn: end - from,
      line: all,
    };
  }
  const isClosed = endsIn < feeds && lineStart(endsIn) < end;
  return {
    startLine: line,
    endLine: isClosed ? endsIn + 1 : line,
    startColumn: start - from + 1,
    endColumn: isClosed ? end - lineStart(endsIn) : 0,
    line: { start: from, end: lines.feed(isClosed ? endsIn : startsIn) },
  };
}
