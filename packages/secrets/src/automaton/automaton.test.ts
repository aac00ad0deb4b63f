import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Automaton } from "./automaton.ts";
import { HitBuffer } from "./hit-buffer.ts";

const bytesOf = (text: string): Uint8Array => Buffer.from(text, "latin1");

/** `end:literal` of every hit, over one buffer that is fed in pieces of the given sizes. */
function hitsIn(automaton: Automaton, text: Uint8Array, cuts: readonly number[] = []): string[] {
  const hits = new HitBuffer();
  let state = automaton.start;
  let from = 0;
  for (const to of [...cuts, text.length]) {
    state = automaton.scan({ bytes: text, from, to }, hits, state);
    from = to;
  }
  const seen: string[] = [];
  for (let hit = 0; hit < hits.count; hit += 1) {
    for (const literal of automaton.literalsAt(hits.nodes[hit]!)) seen.push(`${hits.ends[hit]}:${literal}`);
  }
  return seen;
}

/** The same, by comparing every literal at every place. */
function expectedIn(literals: readonly Uint8Array[], text: Uint8Array): string[] {
  const seen: string[] = [];
  for (let end = 1; end <= text.length; end += 1) {
    literals.forEach((literal, index) => {
      const start = end - literal.length;
      if (start >= 0 && literal.every((byte, at) => text[start + at] === byte)) seen.push(`${end}:${index}`);
    });
  }
  return seen;
}

const few = fc.uint8Array({ minLength: 1, maxLength: 5, max: 3 });
const sets = fc.oneof(
  fc.array(few, { maxLength: 12 }),
  fc.array(fc.uint8Array({ minLength: 1, maxLength: 4 }), { maxLength: 5 }),
);

describe("automaton", () => {
  test("finds every occurrence of every literal, overlapping and nested ones too", () => {
    fc.assert(
      fc.property(sets, fc.uint8Array({ max: 3, maxLength: 60 }), (literals, text) => {
        expect(hitsIn(new Automaton(literals), text).sort()).toEqual(expectedIn(literals, text).sort());
      }),
    );
  });

  test("finds the same however the text is cut", () => {
    fc.assert(
      fc.property(
        fc.array(few, { maxLength: 12 }),
        fc.uint8Array({ max: 3, maxLength: 60 }),
        fc.array(fc.nat(60)),
        (literals, text, places) => {
          const automaton = new Automaton(literals);
          const cuts = places.map((place) => Math.min(place, text.length)).sort((a, b) => a - b);
          expect(hitsIn(automaton, text, cuts)).toEqual(hitsIn(automaton, text));
        },
      ),
    );
  });

  test("finds the same in a long text, which it reads at four places at once, as in short pieces of it", () => {
    fc.assert(
      fc.property(
        fc.array(few, { maxLength: 12 }),
        fc.uint8Array({ max: 3, minLength: 600, maxLength: 900 }),
        (literals, text) => {
          const automaton = new Automaton(literals);
          const cuts = Array.from({ length: Math.floor(text.length / 100) }, (_, piece) => piece * 100);
          expect(hitsIn(automaton, text)).toEqual(hitsIn(automaton, text, cuts));
        },
      ),
    );
  });

  test("tells upper from lower case unless told not to, and then folds ASCII only", () => {
    const literals = [bytesOf("Key"), bytesOf("\xe9")];
    const text = bytesOf("key Key KEY \xe9 \xc9 [");
    expect(hitsIn(new Automaton(literals), text)).toEqual(["7:0", "13:1"]);
    expect(hitsIn(new Automaton(literals, { ignoreCase: true }), text)).toEqual([
      "3:0",
      "7:0",
      "11:0",
      "13:1",
    ]);
  });

  test("keeps @ and [ apart from the letters beside them when it ignores case", () => {
    const automaton = new Automaton([bytesOf("a"), bytesOf("z")], { ignoreCase: true });
    expect(hitsIn(automaton, bytesOf("@A`[Z{"))).toEqual(["2:0", "5:1"]);
  });

  test("reports the same literal given twice as both, the longest of those that end together first", () => {
    const automaton = new Automaton(["bc", "abc", "bc"].map(bytesOf));
    expect(hitsIn(automaton, bytesOf("abc"))).toEqual(["3:1", "3:0", "3:2"]);
  });

  test("has room for literals with all 256 bytes", () => {
    const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect(hitsIn(new Automaton([every]), Buffer.concat([every, every]))).toEqual(["256:0", "512:0"]);
  });

  test("finds nothing without literals and refuses an empty one", () => {
    expect(hitsIn(new Automaton([]), bytesOf("abc"))).toEqual([]);
    expect(() => new Automaton([bytesOf("a"), bytesOf("")])).toThrow("one byte at least");
  });

  test("says whether any literal occurs", () => {
    const automaton = new Automaton([bytesOf("bc")]);
    const bytes = bytesOf("abc");
    expect(automaton.occursIn({ bytes, from: 0, to: 3 })).toBe(true);
    expect(automaton.occursIn({ bytes, from: 0, to: 2 })).toBe(false);
    expect(automaton.occursIn({ bytes, from: 2, to: 3 })).toBe(false);
  });
});
