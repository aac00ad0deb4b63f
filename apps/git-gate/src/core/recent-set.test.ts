import fc from "fast-check";
import { expect, test } from "vitest";
import { RecentSet } from "./recent-set.ts";

const KEYS = ["a", "b", "c", "d", "e", "f", "g", "h"];

test("it has the last ones that were added, and no more than it may hold", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...KEYS)), fc.integer({ min: 1, max: 5 }), (added, most) => {
      const set = new RecentSet(most);
      for (const key of added) set.add(key);
      const recent = new Set([...new Set(added.toReversed())].slice(0, most));
      for (const key of KEYS) expect(set.has(key)).toBe(recent.has(key));
      set.clear();
      for (const key of added) expect(set.has(key)).toBe(false);
    }),
  );
});
