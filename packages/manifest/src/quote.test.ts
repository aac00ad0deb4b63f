import { expect, test } from "vitest";
import { quote } from "./quote.ts";

test.for([
  ["plain", '"plain"'],
  ['a"b', String.raw`"a\"b"`],
  ["\u001b[31mred\n", String.raw`"\u001b[31mred\n"`],
  ["\u009b2J", String.raw`"\u009b2J"`],
  ["a\u00adb\u{e0041}", String.raw`"a\u00adb\udb40\udc41"`],
  ["a\u202eb", String.raw`"a\u202eb"`],
] as const)("%j is printed as %s", ([value, shown]) => {
  expect(quote(value)).toBe(shown);
});

test("a long value is cut", () => {
  expect(quote("x".repeat(500))).toBe(`"${"x".repeat(80)}…"`);
});
