import { describe, expect, test } from "vitest";
import { inRounds, median, pairedRatios, rotated } from "./pairing.ts";

describe("rotation", () => {
  test("each round begins with the next system and leaves none out", () => {
    const orders = [0, 1, 2, 3].map((round) => rotated(["direct", "ours", "peer"], round).join(" "));
    expect(orders).toEqual(["direct ours peer", "ours peer direct", "peer direct ours", "direct ours peer"]);
  });

  test("nothing stays nothing", () => {
    expect(rotated([], 3)).toEqual([]);
  });
});

describe("median", () => {
  test.for([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ] as const)("of %j is %d", ([values, expected]) => {
    expect(median(values)).toBe(expected);
  });

  test("of nothing is an error, not a number", () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

describe("rounds", () => {
  test("systems take turns, one at a time, in rotated order", async () => {
    const log: string[] = [];
    const results = await inRounds(["a", "b"], 3, async (name) => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      return log.length;
    });
    expect(log.filter((line) => line.endsWith("begins")).map((line) => line[0])).toEqual("abbaab".split(""));
    expect(log.every((line, n) => line.endsWith(n % 2 === 0 ? "begins" : "ends"))).toBe(true);
    expect(results).toEqual(
      new Map([
        ["a", [2, 8, 10]],
        ["b", [4, 6, 12]],
      ]),
    );
  });

  test("ratios are taken round by round, so a slow round of both does not count", () => {
    expect(pairedRatios([10, 100, 30], [5, 50, 10])).toEqual([2, 2, 3]);
    expect(median(pairedRatios([10, 100, 30], [5, 50, 10]))).toBe(2);
  });

  test("a round without a peer's value gives no ratio", () => {
    expect(pairedRatios([1, 2], [0])).toEqual([]);
    expect(pairedRatios([1, 2], [])).toEqual([]);
  });
});
