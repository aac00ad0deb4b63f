import fc from "fast-check";
import { expect, test } from "vitest";
import { countAhead } from "./count-ahead.ts";

type History = readonly (readonly number[])[];

/** Commits are numbers; the parents of each have smaller ones. */
const history = fc
  .array(fc.array(fc.nat(), { maxLength: 2 }), { minLength: 1, maxLength: 30 })
  .map((all): History => all.map((parents, id) => (id === 0 ? [] : parents.map((parent) => parent % id))));

const reader = (all: History) => async (id: string) => {
  const parents = all[Number(id)];
  return parents === undefined ? null : { parents: parents.map(String), time: Number(id) };
};

function reachable(all: History, from: number): Set<number> {
  const found = new Set<number>();
  const visit = (id: number): void => {
    if (found.has(id)) return;
    found.add(id);
    for (const parent of all[id] ?? []) visit(parent);
  };
  visit(from);
  return found;
}

test("F17 commits ahead are those that one branch has and the other has not", async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat(), fc.nat(), async (all, a, b) => {
      const [mine, theirs] = [a % all.length, b % all.length];
      const known = reachable(all, theirs);
      const expected = [...reachable(all, mine)].filter((id) => !known.has(id)).length;
      const tips = { mine: String(mine), theirs: String(theirs) };
      expect(await countAhead(tips, reader(all), 1000)).toEqual({ count: expected, atLeast: false });
    }),
  );
});

test("F17 a long history is counted up to the limit, and said to be longer", async () => {
  const line: History = Array.from({ length: 1000 }, (_, id) => (id === 0 ? [] : [id - 1]));
  const { count, atLeast } = await countAhead({ mine: "999", theirs: "0" }, reader(line), 50);
  expect(atLeast).toBe(true);
  expect(count).toBeLessThanOrEqual(50);
  expect(count).toBeGreaterThan(40);
});

test("F17 a commit that is not there, as in a shallow clone, ends the count and is no failure", async () => {
  const shallow = async (id: string) => (id === "tip" ? { parents: ["gone"], time: 2 } : null);
  expect(await countAhead({ mine: "tip", theirs: "gone" }, shallow, 50)).toEqual({
    count: 1,
    atLeast: false,
  });
});
