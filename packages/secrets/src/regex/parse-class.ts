import { type CodePoints, complement, foldCase, union } from "./code-points.ts";
import { POSIX_CLASSES } from "./named-classes.ts";
import { parseEscapedCharacter, parseEscapedClass } from "./parse-escape.ts";
import type { PatternReader } from "./pattern-reader.ts";
import { RegexError } from "./regex-error.ts";

/** A bracketed class; the reader stands behind its `[`. */
export function parseClass(reader: PatternReader, ignoreCase: boolean): CodePoints {
  const isNegated = reader.skip("^");
  const ranges: number[] = [];
  // A ] in front is itself, as in POSIX
  for (let isFirst = true; isFirst || reader.peek() !== "]"; isFirst = false) {
    if (reader.isAtEnd) throw new RegexError("Missing closing ]");
    ranges.push(...(parseNamed(reader, ignoreCase) ?? parseRange(reader, ignoreCase)));
  }
  reader.take();
  const points = union(ranges);
  return isNegated ? complement(points) : points;
}

function parseNamed(reader: PatternReader, ignoreCase: boolean): CodePoints | undefined {
  const posix = reader.peek() === "[" ? reader.match(/^\[:(\^?)(\w+):\]/) : null;
  if (posix !== null) {
    const points = POSIX_CLASSES.get(posix[2] ?? "");
    if (points === undefined) throw new RegexError(`Unknown class ${posix[0]}`);
    const folded = ignoreCase ? foldCase(points) : points;
    return posix[1] === "^" ? complement(folded) : folded;
  }
  if (reader.peek() !== "\\") return undefined;
  reader.take();
  const points = parseEscapedClass(reader, ignoreCase);
  if (points === undefined) reader.at -= 1;
  return points;
}

function parseRange(reader: PatternReader, ignoreCase: boolean): CodePoints {
  const low = parseMember(reader);
  let high = low;
  if (reader.peek() === "-" && reader.peek(1) !== "]" && reader.peek(1) !== "") {
    reader.take();
    high = parseMember(reader);
    if (high < low) {
      throw new RegexError(
        `Invalid range ${String.fromCodePoint(low)}-${String.fromCodePoint(high)} in a class`,
      );
    }
  }
  return ignoreCase ? foldCase([low, high]) : [low, high];
}

function parseMember(reader: PatternReader): number {
  return reader.skip("\\") ? parseEscapedCharacter(reader) : (reader.take().codePointAt(0) ?? 0);
}
