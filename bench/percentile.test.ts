import { expect, test } from "vitest";
import { percentile } from "./percentile.ts";

test.for([
  [[3, 1, 2], 50, 2],
  [[3, 1, 2], 95, 3],
  [[1], 50, 1],
  [Array.from({ length: 100 }, (_, index) => 100 - index), 95, 95],
] as const)("of %j the %i in a hundred", ([values, rank, expected]) => {
  expect(percentile(values, rank)).toBe(expected);
});
