import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { markUnseen } from "./mark-unseen.ts";

const shown = (text: string): string => markUnseen(text, "\ufffd");

describe("what a person is shown of a text", () => {
  test.for([
    ["ümlauts, 漢字, 👍 and\ttabs\n", "ümlauts, 漢字, 👍 and\ttabs\n"],
    ["\u001b[2Jgone", "\ufffd[2Jgone"],
    ["a\rb\u0007\u009b1A\u007f", "a\ufffdb\ufffd\ufffd1A\ufffd"],
    ["safe\u202eetirw", "safe\ufffdetirw"],
    ["example\u200b.com", "example\ufffd.com"],
    ["exa\u00admple\u2060.com\ufeff", "exa\ufffdmple\ufffd.com\ufffd"],
    ["a\u034fb\u115fc\u3164d\uffa0e\u180ef\u17b4g", "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\ufffdg"],
    ["x\ufe0f\u{e0100}y", "x\ufffd\ufffdy"],
    ["tag\u{e0041}\u{e007f}", "tag\ufffd\ufffd"],
    ["line\u2028and\u2029paragraph", "line\ufffdand\ufffdparagraph"],
    ["\ud800 alone, \ue000 private", "\ufffd alone, \ufffd private"],
  ] as const)("of %j: %j", ([text, wanted]) => {
    expect(shown(text)).toBe(wanted);
  });

  test("two texts that differ in what cannot be seen look different from the plain one", () => {
    const hidden = fc.constantFrom(
      "\u200b",
      "\u200d",
      "\u2062",
      "\u00ad",
      "\u034f",
      "\ufe00",
      "\u{e0020}",
      "\u061c",
    );
    fc.assert(
      fc.property(fc.string(), hidden, fc.string(), (before, character, after) => {
        expect(shown(before + character + after)).not.toBe(shown(before + after));
      }),
    );
  });

  test("a mark may name the character, and a mark of several is taken as it is", () => {
    expect(markUnseen("a\u200bb", (character) => `<${character.codePointAt(0)?.toString(16)}>`)).toBe(
      "a<200b>b",
    );
    expect(markUnseen("a\u200bb", "$&")).toBe("a$&b");
  });
});
