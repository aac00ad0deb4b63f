import { type CodePoints, complement, foldCase, MAX_CODE_POINT } from "./code-points.ts";
import { PERL_CLASSES, unicodeClass } from "./named-classes.ts";
import type { PatternReader } from "./pattern-reader.ts";
import { RegexError } from "./regex-error.ts";

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ["n", 10],
  ["t", 9],
  ["r", 13],
  ["f", 12],
  ["v", 11],
  ["a", 7],
]);

/** What follows a backslash, if it names a class: `\d`, `\W`, `\pL`, `\P{Greek}`. */
export function parseEscapedClass(reader: PatternReader, ignoreCase: boolean): CodePoints | undefined {
  const letter = reader.peek();
  const fold = (points: CodePoints): CodePoints => (ignoreCase ? foldCase(points) : points);
  const perl = PERL_CLASSES.get(letter.toLowerCase());
  if (perl !== undefined) {
    reader.take();
    return letter === letter.toLowerCase() ? fold(perl) : complement(fold(perl));
  }
  if (letter !== "p" && letter !== "P") return undefined;
  reader.take();
  const braced = reader.match(/^\{(\^?\w+)\}/);
  const points = fold(unicodeClass(braced?.[1] ?? reader.take()));
  return letter === "p" ? points : complement(points);
}

/** What follows a backslash, as one character. */
export function parseEscapedCharacter(reader: PatternReader): number {
  const next = reader.peek();
  const octal = next >= "0" && next <= "7" ? reader.match(/^(?:0[0-7]{0,2}|[1-7][0-7]{2})/) : null;
  if (octal !== null) return Number.parseInt(octal[0], 8);
  const hex = next === "x" ? reader.match(/^x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,8})\})/) : null;
  if (hex !== null) {
    const point = Number.parseInt(hex[1] ?? hex[2] ?? "", 16);
    if (point > MAX_CODE_POINT) throw new RegexError(`No such character: \\${hex[0]}`);
    return point;
  }
  const letter = reader.take();
  const control = CONTROLS.get(letter);
  if (control !== undefined) return control;
  // Every ASCII punctuation mark may be escaped; letters and digits have a meaning or none
  if (/^[\x21-\x7e ]$/.test(letter) && !/^[0-9A-Za-z]$/.test(letter)) return letter.charCodeAt(0);
  throw new RegexError(
    letter === "" ? "Trailing backslash at the end of the expression" : `Invalid escape sequence \\${letter}`,
  );
}
