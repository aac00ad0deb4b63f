import type { Span } from "../detection.ts";
import { BASE64, KIND_OF } from "./byte-kinds.ts";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const EQUALS = 61;
/** Shorter lines are no wrapped text; fewer characters are no secret. */
const SHORTEST_LINE = 8;

/**
 * Base64 text that goes on over lines: all of the same length but the last, which may be shorter. `first` is its first
 * line; undefined where the next line is no continuation.
 */
export function wrappedBase64(bytes: Uint8Array, first: Span): Span | undefined {
  const width = first.end - first.start;
  if (width < SHORTEST_LINE) return undefined;
  let { end } = first;
  for (;;) {
    const start = nextLine(bytes, end);
    if (start === undefined) break;
    let until = start;
    while (until < bytes.length && until - start < width && isBase64(bytes[until])) until += 1;
    const length = until - start;
    let padded = until;
    while (padded < until + 2 && bytes[padded] === EQUALS) padded += 1;
    if (length === 0 || isBase64(bytes[padded])) break;
    end = padded;
    if (length < width || padded > until) break;
  }
  return end === first.end ? undefined : { start: first.start, end };
}

function isBase64(byte: number | undefined): boolean {
  return byte !== undefined && ((KIND_OF[byte] ?? 0) & BASE64) !== 0;
}

/** Where the next line's text begins, if `at` is the end of a line. */
function nextLine(bytes: Uint8Array, at: number): number | undefined {
  let next = at;
  if (bytes[next] === CARRIAGE_RETURN) next += 1;
  if (bytes[next] !== LINE_FEED) return undefined;
  next += 1;
  while (bytes[next] === 32 || bytes[next] === 9) next += 1;
  return next;
}

/** The characters of wrapped text, without line ends and indentation. */
export function unwrapped(bytes: Uint8Array, { start, end }: Span): Uint8Array {
  return bytes.subarray(start, end).filter((byte) => byte === EQUALS || isBase64(byte));
}
