import fc from "fast-check";
import { expect, test } from "vitest";
import { cells, cut, fold, pad, tail } from "./fit.ts";
import { oneHunk } from "./one-hunk.ts";
import { share } from "./share.ts";
import { visible, visibleLines } from "./visible.ts";

const text = fc.string({ unit: "grapheme", maxLength: 80 }).map(visible);
// There are characters of more than two cells; one that is wider than the line is shown as an ellipsis
const width = fc.integer({ min: 8, max: 90 });

test("F48 a folded text loses nothing, and no line of it is wider than wanted", () => {
  fc.assert(
    fc.property(text, width, fc.boolean(), (whole, columns, words) => {
      const lines = fold(whole, columns, words);
      expect(lines.join("")).toBe(whole);
      for (const line of lines) expect(cells(line)).toBeLessThanOrEqual(columns);
    }),
  );
});

test("F48 what is cut, padded or shortened from the left has the width wanted", () => {
  fc.assert(
    fc.property(text, width, (whole, columns) => {
      expect(cells(cut(whole, columns))).toBeLessThanOrEqual(columns);
      expect(cells(pad(whole, columns))).toBe(columns);
      expect(cells(tail(whole, columns))).toBeLessThanOrEqual(columns);
    }),
  );
});

test.for([
  ["plain", "plain"],
  ["a\tb\nc", "a    b c"],
  ["\u001b[31mred\u0007", "�[31mred�"],
  ["example\u200b.com", "example�.com"],
  ["\u202egpj.exe", "�gpj.exe"],
  ["\ufeffhost\u00ad", "�host�"],
] as const)("F48 %j is shown as %j", ([given, shown]) => {
  expect(visible(given)).toBe(shown);
});

test("F48 the end of the last line makes no empty line", () => {
  expect(visibleLines("a\nb\n")).toEqual(["a", "b"]);
});

test("F48 the one hunk of two texts turns the first into the second", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 8 }).map((all) => all.join("\n"));
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const [header = "", ...changes] = oneHunk(before, after).split("\n");
      const [, from = "1", count = "0"] = /^@@ -(\d+),(\d+) /.exec(header) ?? [];
      const added = changes.filter((line) => line.startsWith("+")).map((line) => line.slice(1));
      const result = before.split("\n");
      result.splice(Number(from) - 1, Number(count), ...added);
      expect(result.join("\n")).toBe(after);
    }),
  );
});

test("F48 rows are shared out to the last one, and nobody gets more than it wants", () => {
  fc.assert(
    fc.property(fc.nat(60), fc.array(fc.nat(30), { maxLength: 5 }), (rows, wants) => {
      const got = share(rows, wants);
      const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0);
      expect(sum(got)).toBe(Math.min(rows, sum(wants)));
      for (const [index, each] of got.entries()) expect(each).toBeLessThanOrEqual(wants[index] ?? 0);
    }),
  );
});
