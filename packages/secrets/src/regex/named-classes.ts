import { type CodePoints, complement, MAX_CODE_POINT, union } from "./code-points.ts";
import { RegexError } from "./regex-error.ts";

const DIGIT: CodePoints = [48, 57];
const WORD: CodePoints = [48, 57, 65, 90, 95, 95, 97, 122];

/** `\d`, `\s`, `\w` as RE2 has them: ASCII only, and `\s` without the vertical tab. */
export const PERL_CLASSES: ReadonlyMap<string, CodePoints> = new Map([
  ["d", DIGIT],
  ["s", [9, 10, 12, 13, 32, 32]],
  ["w", WORD],
]);

/** The names of `[[:name:]]`. */
export const POSIX_CLASSES: ReadonlyMap<string, CodePoints> = new Map([
  ["alnum", [48, 57, 65, 90, 97, 122]],
  ["alpha", [65, 90, 97, 122]],
  ["ascii", [0, 127]],
  ["blank", [9, 9, 32, 32]],
  ["cntrl", [0, 31, 127, 127]],
  ["digit", DIGIT],
  ["graph", [33, 126]],
  ["lower", [97, 122]],
  ["print", [32, 126]],
  ["punct", [33, 47, 58, 64, 91, 96, 123, 126]],
  ["space", [9, 13, 32, 32]],
  ["upper", [65, 90]],
  ["word", WORD],
  ["xdigit", [48, 57, 65, 70, 97, 102]],
]);

/** `\p{name}`: a general category or a script, from the host's own Unicode tables. Throws a `RegexError`. */
export function unicodeClass(name: string): CodePoints {
  const shown = name.startsWith("^") ? name.slice(1) : name;
  const points = shown === "Any" ? [0, MAX_CODE_POINT] : members(property(shown));
  return shown === name ? points : complement(points);
}

function property(name: string): RegExp {
  for (const spelled of [`General_Category=${name}`, `Script=${name}`]) {
    try {
      return new RegExp(`^\\p{${spelled}}$`, "u");
    } catch {
      // Not a name of this kind
    }
  }
  throw new RegexError(`Unknown Unicode class \\p{${name}}`);
}

function members(test: RegExp): CodePoints {
  const ranges: number[] = [];
  for (let point = 0; point <= MAX_CODE_POINT; point += 1) {
    if (test.test(String.fromCodePoint(point))) {
      if (ranges.at(-1) === point - 1) ranges[ranges.length - 1] = point;
      else ranges.push(point, point);
    }
  }
  return union(ranges);
}
