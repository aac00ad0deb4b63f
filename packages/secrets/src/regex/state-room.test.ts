import { describe, expect, test } from "vitest";
import { LazyDfa } from "./lazy-dfa.ts";
import { parseRegex } from "./parse-regex.ts";
import { StateRoom } from "./state-room.ts";
import { StepBudget } from "./step-budget.ts";

const MOST = 20_000;

describe("states of many automata", () => {
  const sources = Array.from(
    { length: 20 },
    (_, index) => `${"abcdefgh"[index % 8]}[a-h]{${index + 4}}[0-9]*x`,
  );
  const texts = sources.map((_, index) => Buffer.from("abcdefgh".repeat(8).slice(index % 8) + `${index}x`));

  test("take no more memory together than they are allowed, and give the same", () => {
    const budget = new StepBudget(new StateRoom(MOST));
    const shared = sources.map((source) => new LazyDfa(parseRegex(source).tree, budget));
    const alone = sources.map((source) => new LazyDfa(parseRegex(source).tree));
    let highest = 0;
    for (let round = 0; round < 3; round += 1)
      for (const text of texts)
        for (const [index, dfa] of shared.entries())
          for (let at = 0; at < text.length; at += 1) {
            expect(dfa.matchEnd(text, at)).toBe(alone[index]?.matchEnd(text, at));
            highest = Math.max(highest, budget.room.cells);
          }
    expect(highest).toBeLessThan(MOST * 1.2);
    expect(highest).toBeGreaterThan(MOST / 2);
  });
});
