import { describe, expect, test } from "vitest";
import { plainText } from "../decode/decode-text.ts";
import { OverBudget } from "../regex/step-budget.ts";
import { NativeSearch } from "../scan/native-search.ts";
import { nativeRules } from "./index.ts";
import type { NativeRule } from "./native-rule.ts";
import { seededRandom } from "./testing/seeded-random.ts";
import { watchedBytes } from "./testing/watched-bytes.ts";

const MEGABYTE = 2 ** 20;
/** Watching costs a thousand times a look: one of so many hits is watched, in periodic text one of each kind. */
const WATCHED = 397;
/** So many rules share a megabyte when all look at it. */
const TOGETHER = 8;
/** Bytes that a rule may look at for each byte of a text: no more than a few tens were seen. */
const MOST_LOOKS = 150;

/** Literals on end, near misses on end, beginnings of tokens on end, side by side in a megabyte. */
function against(rule: NativeRule, size: number): Buffer {
  const { hits, misses } = rule.samples(seededRandom(13));
  const cut = [...hits, ...misses].slice(0, 8).map((text) => text.slice(0, 200));
  const literals = rule.literals.slice(0, 4).flatMap((literal) => [literal, `-${literal}`, `\n${literal}`]);
  const pieces = [...literals, ...cut];
  const share = Math.ceil(size / pieces.length);
  return Buffer.concat(pieces.map((piece) => Buffer.alloc(share, piece, "latin1")));
}

/** Where a rule is asked: each place of each of its literals. */
function* placesOf({ literals }: NativeRule, text: Buffer): Iterable<{ at: number; literal: string }> {
  for (const literal of new Set(literals))
    for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1)) yield { at, literal };
}

describe.for(nativeRules.map((rule) => [rule.id, rule] as const))("%s", ([, rule]) => {
  test("looks at few bytes for each byte of a megabyte that is made against it", () => {
    const text = against(rule, MEGABYTE);
    const { bytes, looked } = watchedBytes(text);
    let asked = 0;
    let watched = 0;
    for (const { at, literal } of placesOf(rule, text)) {
      asked += 1;
      const isWatched = asked % WATCHED === 0;
      if (isWatched) watched += 1;
      rule.verify({ bytes: isWatched ? bytes : text, at, literal, isEnd: true });
    }
    expect(asked).toBeGreaterThan(100);
    expect((looked.count / watched) * asked).toBeLessThan(MOST_LOOKS * text.length);
  });
});

describe("all rules together", () => {
  test("are asked at most a few times for each byte of megabytes that are made against some", () => {
    let asked = 0;
    const counted = nativeRules.map((rule): NativeRule => ({
      ...rule,
      verify: (hit) => {
        asked += 1;
        return rule.verify(hit);
      },
    }));
    const search = new NativeSearch(counted);
    for (let from = 0; from < nativeRules.length; from += TOGETHER) {
      const some = nativeRules.slice(from, from + TOGETHER);
      const text = Buffer.concat(some.map((rule) => against(rule, Math.ceil(MEGABYTE / some.length))));
      asked = 0;
      expect(findingsIn(search, text)).not.toBe(0);
      expect({ from, isFew: asked < 2 * text.length }).toEqual({ from, isFew: true });
    }
  });
});

/** How many, or that there are too many to go on. */
function findingsIn(search: NativeSearch, text: Buffer): number | "refused" {
  try {
    return search.find(plainText(text)).length;
  } catch (error) {
    if (!(error instanceof OverBudget)) throw error;
    return "refused";
  }
}
