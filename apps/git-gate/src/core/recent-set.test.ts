import fc from "fast-check";
import { expect, test } from "vitest";
import { RecentSet } from "./recent-set.ts";

const KEYS = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];

test("it has the last ones that were added, half of what it may hold at least, and never more", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...KEYS)), fc.integer({ min: 1, max: 5 }), (added, half) => {
      const set = new RecentSet(2 * half);
      for (const key of added) set.add(key);
      const held = KEYS.filter((key) => set.has(key));
      const recent = [...new Set(added.toReversed())];
      expect(held).toEqual(expect.arrayContaining(recent.slice(0, half)));
      expect(held.length).toBeLessThanOrEqual(2 * half);
      expect(added).toEqual(expect.arrayContaining(held));
      set.clear();
      for (const key of added) expect(set.has(key)).toBe(false);
    }),
  );
});
