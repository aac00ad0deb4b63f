import { expect, test } from "vitest";
import { compared } from "./measure.ts";

const question = { id: "egress.rps.c1", unit: "req/s" };

test("a row has medians, and the median of the rounds' ratios rather than their quotient", () => {
  const { row, ratios, direct } = compared(question, {
    direct: [10, 30, 20],
    ours: [100, 10, 60],
    peer: [10, 5, 20],
  });
  expect(row).toEqual({ ...question, ours: 60, peer: 10, ratio: 3 });
  expect(ratios).toEqual([10, 2, 3]);
  expect(direct).toBe(20);
});

test("without a peer there is neither its value nor a ratio", () => {
  const { row, direct } = compared(question, { direct: [Number.NaN], ours: [1, 3], peer: null });
  expect(row).toEqual({ ...question, ours: 2, peer: null, ratio: null });
  expect(direct).toBeUndefined();
});
