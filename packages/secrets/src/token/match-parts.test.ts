import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DIGIT, LOWER_HEX } from "./alphabet.ts";
import { matchParts, matchRunBefore } from "./match-parts.ts";
import { longest, run } from "./part.ts";

const bytesOf = (text: string): Uint8Array => Buffer.from(text, "latin1");
const parts = ["id_", run(DIGIT, 2, 4), "-", run(LOWER_HEX, 3)];

describe("a row of parts", () => {
  test.for<[string, number | "no"]>([
    ["id_12-abc", 9],
    ["id_1234-abc", 11],
    ["id_12-abcdef", 9],
    ["id_1-abc", "no"],
    ["id_12345-abc", "no"],
    ["id_12-ab", "no"],
    ["ID_12-abc", "no"],
    ["id_12", "no"],
    ["", "no"],
  ])("%j ends at %s", ([text, expected]) => {
    expect(matchParts({ bytes: bytesOf(text), isEnd: true }, 0, parts)).toBe(expected);
  });

  test("says on a part of a text `more`, or what it says on all of it", () => {
    const texts = fc.array(fc.constantFrom("id_", "1", "22", "-", "a", "bc", "x"), { maxLength: 8 });
    fc.assert(
      fc.property(texts, fc.nat(20), (pieces, length) => {
        const whole = bytesOf(pieces.join(""));
        const early = matchParts({ bytes: whole.subarray(0, length), isEnd: false }, 0, parts);
        if (early !== "more") expect(matchParts({ bytes: whole, isEnd: true }, 0, parts)).toBe(early);
      }),
    );
  });

  test("takes at most so many bytes", () => expect(longest(parts)).toBe(11));

  test("goes back over a run, as far as it may", () => {
    const bytes = bytesOf("x12345:");
    expect(matchRunBefore(bytes, 6, run(DIGIT, 2, 8))).toBe(1);
    expect(matchRunBefore(bytes, 6, run(DIGIT, 2, 3))).toBe(3);
    expect(matchRunBefore(bytes, 6, run(DIGIT, 6))).toBe("no");
  });
});
