import { expect, test } from "vitest";
import { fragments } from "./fragments.ts";

const cut = (text: string): [number, number][] =>
  fragments(Buffer.from(text)).map(({ bytes, line }) => [bytes.length, line]);

test("a small file is one fragment", () => {
  expect(cut("a\nb\n")).toEqual([[4, 0]]);
});

test("a large one is cut at the next empty line", () => {
  const text = `${"x".repeat(99)}\n`.repeat(1000);
  expect(cut(`${text}tail\n\nrest`)).toEqual([
    [100_006, 0],
    [4, 1002],
  ]);
});

test("or 25 KB further where there is none, and goes on with what was read ahead", () => {
  expect(cut("x".repeat(180_000)).map(([size]) => size)).toEqual([125_000, 28_672, 26_328]);
});
