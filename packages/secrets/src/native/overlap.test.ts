import { describe, expect, test } from "vitest";
import { nativeRules } from "../rules/index.ts";
import type { NativeRule } from "../rules/native-rule.ts";
import { withoutOverlaps, type Candidate } from "./overlap.ts";

const [some] = nativeRules;

function candidate(
  confidence: NativeRule["confidence"],
  ...[start, end, order]: [number, number, number]
): Candidate {
  if (some === undefined) throw new Error("There is no rule");
  return { rule: { ...some, confidence }, order, span: { start, end } };
}

const orders = (candidates: readonly Candidate[]): number[] =>
  withoutOverlaps(candidates).map(({ order }) => order);

describe("findings that overlap", () => {
  test.for<[string, Candidate[], number[]]>([
    [
      "the higher confidence wins, also over a longer one",
      [candidate("medium", 0, 50, 1), candidate("high", 10, 20, 2)],
      [2],
    ],
    ["of equal confidence the longer wins", [candidate("high", 0, 10, 1), candidate("high", 5, 30, 2)], [2]],
    ["of equal length the earlier wins", [candidate("high", 0, 10, 1), candidate("high", 5, 15, 2)], [1]],
    [
      "of the same span the first in the table wins",
      [candidate("high", 0, 10, 2), candidate("high", 0, 10, 1)],
      [1],
    ],
    [
      "neighbours both stay, in order of their place",
      [candidate("low", 10, 20, 1), candidate("high", 0, 10, 2)],
      [2, 1],
    ],
  ])("%s", ([, candidates, expected]) => {
    expect(orders(candidates)).toEqual(expected);
    expect(orders(candidates.toReversed())).toEqual(expected);
  });
});
