import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Anchor, anchorsOf } from "./anchor.ts";
import { GO, SKIP } from "./follow-table.ts";
import { LazyDfa } from "./lazy-dfa.ts";
import { parseRegex } from "./parse-regex.ts";

/** `literals @ min-max` of each alternative. */
function anchors(pattern: string): string[] | undefined {
  return anchorsOf(parseRegex(pattern).tree)?.map(
    ({ literals, distance }) => `${[...literals].sort().join(" ")} @ ${distance.min}-${distance.max}`,
  );
}

describe("anchors", () => {
  test.each([
    ["key_[a-z]{4}", ["key_ @ 0-0"]],
    ["(?i)Key_", ["key_ @ 0-0"]],
    ["\\b(A3T[A-Z0-9]|AKIA|ASIA)[A-Z0-9]{16}", ["a3t akia asia @ 0-0"]],
    ["(?:aa|bb)x|cc", ["aax bbx @ 0-0", "cc @ 0-0"]],
    ["[a-z]{3,5}-token", ["-token @ 3-5"]],
    ["a[bc]?d", ["abd acd ad @ 0-0"]],
    ["(?:key){2}", ["keykey @ 0-0"]],
    ["éa", ["\xc3\xa9a @ 0-0"]],
  ])("%s", (pattern, expected) => {
    expect(anchors(pattern)).toEqual(expected);
  });

  test.each(["[a-z]+", "a?", ".*key", "key|.", "x", ""])("%s has none", (pattern) => {
    expect(anchors(pattern)).toBeUndefined();
  });

  test("prefer literals of varied bytes", () => {
    expect(anchors("AAAAAAAAAA[a-z]{0,9}secret")).toEqual(["secret @ 10-19"]);
  });

  test("know what must follow", () => {
    const follow = anchorsOf(parseRegex("key[ \\t]{0,3}[=:]").tree)?.[0]?.follow;
    expect(follow?.reach).toBe(3);
    expect([" ", "=", "x"].map((character) => follow?.verdicts[character.charCodeAt(0)])).toEqual([
      SKIP,
      GO,
      0,
    ]);
    expect(anchorsOf(parseRegex("key.*").tree)?.[0]?.follow).toBeUndefined();
  });

  test("are in every match, at the distance they say, followed by what they say", () => {
    const part = fc.constantFrom(
      "ab",
      "[ab]c",
      "(?:ab|ca)",
      "c?",
      "[a-c]{0,2}",
      "(?:a|bc){2}",
      "(a)+",
      "\\b",
      "x*",
    );
    const pattern = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join(""));
    const text = fc.array(fc.constantFrom("a", "b", "c", "x"), { maxLength: 12 }).map((all) => all.join(""));
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        const { tree } = parseRegex(source);
        const found = anchorsOf(tree);
        const bytes = Buffer.from(subject);
        const end = new LazyDfa(tree).matchEnd(bytes, 0);
        if (found === undefined || end < 0) return;
        const isThere = ({ distance, literals, rest, follow }: Anchor, at: number): boolean =>
          at >= distance.min &&
          at <= distance.max &&
          literals.some((literal) => {
            if (!subject.startsWith(literal, at)) return false;
            const behind = subject.charCodeAt(at + literal.length);
            const isRuledOut = follow?.reach === 0 && follow.verdicts[behind] !== GO;
            return !isRuledOut && new LazyDfa(rest).matchEnd(bytes, at) >= 0;
          });
        const places = Array.from({ length: end + 1 }, (_, at) => at);
        expect(found.some((anchor) => places.some((at) => isThere(anchor, at)))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
