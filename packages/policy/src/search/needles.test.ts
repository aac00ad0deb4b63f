import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Needles } from "./needles.ts";
import { SearchWindow } from "./search-window.ts";
import { spellings } from "./spellings.ts";

const word = (alphabet: string, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...alphabet.split("")), { minLength, maxLength }).map((chars) => chars.join(""));

const named = (values: readonly string[]): Needles =>
  new Needles(values.map((value) => ({ name: value, value })));

/** At each place the longest spelling that begins there, found the slow way. */
function slowly(values: readonly string[], text: Buffer): string[] {
  const all = values.flatMap(spellings);
  const found: string[] = [];
  for (let start = 0; start < text.length; start += 1) {
    const ends = all
      .filter((bytes) => text.subarray(start, start + bytes.length).equals(bytes))
      .map((bytes) => start + bytes.length);
    if (ends.length > 0) found.push(`${start}-${Math.max(...ends)}`);
  }
  return found;
}

describe("searching for many values at once", () => {
  test("finds exactly what a slow search finds", () => {
    fc.assert(
      fc.property(
        fc.array(word("ab", 8, 14), { minLength: 1, maxLength: 4 }),
        word("ab", 0, 120),
        (values, noise) => {
          const text = Buffer.from(`${noise}${values.join("")}${noise}${values[0]}`);
          expect(
            named(values)
              .find(text)
              .map(({ start, end }) => `${start}-${end}`),
          ).toEqual(slowly(values, text));
        },
      ),
      { numRuns: 200 },
    );
  });

  test("tells how much of an end could still become a value", () => {
    fc.assert(
      fc.property(
        fc.array(word("ab", 8, 12), { minLength: 1, maxLength: 3 }),
        word("ab", 0, 30),
        (values, text) => {
          const all = values.flatMap(spellings);
          const bytes = Buffer.from(text);
          let longest = 0;
          for (let length = 1; length <= bytes.length; length += 1)
            if (
              all.some(
                (needle) =>
                  needle.length > length && needle.subarray(0, length).equals(bytes.subarray(-length)),
              )
            )
              longest = length;
          expect(named(values).openEnd(bytes)).toBe(longest);
        },
      ),
    );
  });

  test("a window over any chunks finds what one look at the whole finds, each once", () => {
    const chunks = fc.array(word("ab", 0, 20), { maxLength: 10 });
    fc.assert(
      fc.property(fc.array(word("ab", 8, 12), { minLength: 1, maxLength: 3 }), chunks, (values, texts) => {
        const needles = named(values);
        const ends = (bytes: Buffer): number[] =>
          [...new Set(needles.find(bytes).map(({ end }) => end))].toSorted((a, b) => a - b);
        const window = new SearchWindow(needles);
        const seen = new Set<number>();
        let passed = 0;
        let out = "";
        for (const text of texts) {
          const { bytes, known, from, to, hits } = window.push(Buffer.from(text));
          const offset = passed - known;
          for (const { end } of hits) if (end > known) seen.add(offset + end);
          out += Buffer.from(bytes.subarray(from, to)).toString();
          passed += text.length;
        }
        const rest = window.end();
        out += Buffer.from(rest.bytes.subarray(rest.from, rest.to)).toString();
        expect(out).toBe(texts.join(""));
        // a longer value that begins where a shorter one does replaces it in one look, not over two
        for (const end of ends(Buffer.from(texts.join("")))) expect([...seen]).toContain(end);
      }),
      { numRuns: 300 },
    );
  });

  test("nothing is found where there is nothing to look for", () => {
    expect(named([]).find(Buffer.from("anything at all"))).toEqual([]);
    expect(named(["short"]).isEmpty).toBe(true);
  });
});

test("surrounding blanks of a value, such as a file's last newline, are no part of it", () => {
  expect(named(["  value-of-file\n"]).find(Buffer.from("x value-of-file"))).toHaveLength(1);
});
