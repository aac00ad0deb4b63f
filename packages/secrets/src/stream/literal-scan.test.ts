import fc from "fast-check";
import { expect, test } from "vitest";
import { LiteralHits, LiteralScan } from "./literal-scan.ts";

const bytes = fc
  .array(fc.constantFrom(..."ab_-A".split("")), { maxLength: 60 })
  .map((chars) => Buffer.from(chars.join("")));
const literal = fc
  .array(fc.constantFrom(..."ab_-A".split("")), { minLength: 3, maxLength: 8 })
  .map((chars) => chars.join(""));

test("finds every occurrence of every literal, overlapping ones too", () => {
  fc.assert(
    fc.property(fc.uniqueArray(literal, { minLength: 1, maxLength: 6 }), bytes, (literals, text) => {
      const hits = new LiteralHits();
      new LiteralScan(literals.map((one) => Buffer.from(one))).find(text, hits);
      const found = Array.from(
        { length: hits.count },
        (_, hit) => `${hits.starts[hit]} ${hits.literals[hit]}`,
      );
      const wanted = literals.flatMap((one, index) =>
        [...text.keys()].filter((at) => text.toString().startsWith(one, at)).map((at) => `${at} ${index}`),
      );
      expect(found.toSorted()).toEqual(wanted.toSorted());
    }),
    { numRuns: 500 },
  );
});

test("counts on when there are more hits than it had room for", () => {
  const hits = new LiteralHits();
  new LiteralScan([Buffer.from("aaa")]).find(Buffer.alloc(2000, "a"), hits);
  expect(hits.count).toBe(1998);
  expect(hits.starts[1997]).toBe(1997);
});

test("refuses a literal of fewer than three bytes", () => {
  expect(() => new LiteralScan([Buffer.from("ab")])).toThrow("three bytes at least");
});
