import { describe, expect, test } from "vitest";
import { createNativeScan } from "../native/native-scan.ts";
import { nativeRules } from "./index.ts";
import type { Hit, NativeRule, Verdict } from "./native-rule.ts";
import { seededRandom } from "./testing/seeded-random.ts";
import { watchedBytes } from "./testing/watched-bytes.ts";

const bytesOf = (text: string): Uint8Array => Buffer.from(text, "latin1");

/** Every place of every literal of a rule in a text. */
function placesOf(rule: NativeRule, text: string): Pick<Hit, "at" | "literal">[] {
  return rule.literals.flatMap((literal) => {
    const places = [];
    for (let at = text.indexOf(literal); at >= 0; at = text.indexOf(literal, at + 1))
      places.push({ at, literal });
    return places;
  });
}

const idsIn = (scan: ReturnType<typeof createNativeScan>, text: string): string[] =>
  scan({ bytes: bytesOf(text), isEnd: true, from: 0 }).detections.map(({ ruleId }) => ruleId);

const scanAll = createNativeScan(nativeRules);
const all = nativeRules.map((rule) => [rule.id, rule] as const);
const seeds = [1, 2, 3, 4, 5];

describe("the table of native rules", () => {
  test("has an id of its own for each rule, and a source and literals everywhere", () => {
    const ids = nativeRules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, source, literals, description } of nativeRules) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(source).toMatch(/^https:\/\/\S+$/);
      expect(description).not.toBe("");
      expect(literals.length).toBeGreaterThan(0);
      for (const literal of literals) expect(literal.length).toBeGreaterThan(1);
    }
  });

  test("names hosts as audience, alone or as everything below them", () => {
    for (const { audience } of nativeRules) {
      for (const host of audience) expect(host).toMatch(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/);
    }
  });
});

describe.for(all)("%s", ([id, rule]) => {
  const scan = createNativeScan([rule]);

  test("finds its hits, and none of its near misses", () => {
    for (const seed of seeds) {
      const { hits, misses } = rule.samples(seededRandom(seed));
      expect(hits.length).toBeGreaterThanOrEqual(3);
      expect(misses.length).toBeGreaterThanOrEqual(3);
      expect(hits.filter((hit) => !idsIn(scan, hit).includes(id))).toEqual([]);
      expect(misses.filter((miss) => idsIn(scan, miss).length > 0)).toEqual([]);
    }
  });

  test("leaves its near misses to no other rule", () => {
    for (const seed of seeds) {
      for (const miss of rule.samples(seededRandom(seed)).misses) {
        const others = idsIn(scanAll, miss);
        expect({ miss, others }).toEqual({ miss, others: [] });
      }
    }
  });

  test("decides on a part of the text only what stays so on all of it", () => {
    const { hits, misses } = rule.samples(seededRandom(7));
    for (const text of [...hits, ...misses]) {
      const whole = bytesOf(text);
      for (const { at, literal } of placesOf(rule, text)) {
        const first = at + literal.length;
        const step = Math.max(1, Math.floor((whole.length - first) / 400));
        const decided: Verdict[] = [];
        for (let length = first; length <= whole.length; length += step) {
          const verdict = rule.verify({ bytes: whole.subarray(0, length), at, literal, isEnd: false });
          if (verdict !== "more") decided.push(verdict);
          else expect(decided).toEqual([]);
        }
        decided.push(rule.verify({ bytes: whole, at, literal, isEnd: true }));
        for (const verdict of decided) expect(verdict).toEqual(decided[0]);
      }
    }
  });

  test("looks at nothing outside of its reach", () => {
    const { hits, misses } = rule.samples(seededRandom(11));
    for (const text of [...hits, ...misses]) {
      for (const filler of [" ", "a", "0", "="]) {
        const pad = filler.repeat(20_000);
        const padded = `${pad}${text}${pad}`;
        for (const { at, literal } of placesOf(rule, text)) {
          const { bytes, looked } = watchedBytes(bytesOf(padded));
          const place = at + pad.length;
          rule.verify({ bytes, at: place, literal, isEnd: false });
          expect(looked.lowest).toBeGreaterThanOrEqual(place - rule.reach.before);
          expect(looked.highest).toBeLessThan(place + rule.reach.after);
        }
      }
    }
  });

  test("looks at few bytes for each byte of a text without end that is made against it", () => {
    const { hits, misses } = rule.samples(seededRandom(13));
    const cut = [...hits, ...misses].slice(0, 8).map((text) => text.slice(0, 200));
    const repeated = rule.literals.slice(0, 4).flatMap((literal) => [literal, `-${literal}`, `\n${literal}`]);
    for (const piece of [...repeated, ...cut]) {
      // What one period in the middle costs, every other costs too
      const text = piece.repeat(Math.ceil(40_000 / piece.length));
      const middle = Math.floor(text.length / piece.length / 2) * piece.length;
      const { bytes, looked } = watchedBytes(bytesOf(text));
      const period = text.slice(middle, middle + 2 * piece.length);
      for (const { at, literal } of placesOf(rule, period)) {
        if (at < piece.length) rule.verify({ bytes, at: middle + at, literal, isEnd: false });
      }
      expect({ piece, isFew: looked.count < 150 * piece.length }).toEqual({ piece, isFew: true });
    }
  });
});
