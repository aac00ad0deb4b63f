import fc from "fast-check";
import { expect, test } from "vitest";
import { ENCODINGS } from "./encoding.ts";
import { findEncoded } from "./find-encoded.ts";

/** gitleaks' expressions, each a group, in the order in which they are tried. */
const GITLEAKS = new RegExp(
  [
    /%[0-9A-Fa-f]{2}(?:[^\n]*%[0-9A-Fa-f]{2})?/,
    /(?:U\+[a-fA-F0-9]{4}(?:[\t\n\f\r ]|(?![^])))+|(?:\\{1,2}[uU][a-fA-F0-9]{4})+/,
    /[0-9A-Fa-f]{32,}/,
    /[\w/+-]{16,}={0,2}/,
  ]
    .map(({ source }) => `(${source})`)
    .join("|"),
  "g",
);

/** As gitleaks does it. */
function expected(text: string): string[] {
  const all = [...text.matchAll(GITLEAKS)].map((match) => ({
    rank: match.slice(1).findIndex((group) => group !== undefined),
    start: match.index,
    end: match.index + match[0].length,
  }));
  return all
    .filter((one, index) =>
      [all[index - 1], all[index + 1]].every(
        (other) =>
          other === undefined || one.start > other.end || one.end < other.start || other.rank >= one.rank,
      ),
    )
    .map(({ rank, start, end }) => `${ENCODINGS[rank]} ${start}-${end}`);
}

const pieces = fc.array(
  fc.oneof(
    fc.constantFrom(
      "%41",
      "%",
      "\\u0041",
      "\\\\u00e9",
      "\\",
      "U+0041",
      "U+0041 ",
      "U+",
      "+",
      "==",
      "=",
      " ",
      "\n",
      "\r",
    ),
    fc.constantFrom(
      "abcdef0123456789",
      "a".repeat(15),
      "0".repeat(31),
      "f",
      "x",
      "-_",
      "/",
      "é",
      "deadbeef".repeat(4),
    ),
  ),
  { maxLength: 14 },
);

test("finds what gitleaks finds", () => {
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = Buffer.from(parts.join(""));
      const found = findEncoded(text, false).map(({ encoding, start, end }) => `${encoding} ${start}-${end}`);
      expect(found).toEqual(expected(text.toString("latin1")));
    }),
    { numRuns: 3000 },
  );
});
