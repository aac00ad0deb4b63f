import { describe, expect, test } from "vitest";
import { blocksOf, isShown, stepsOf } from "./blocks.ts";

describe("what the tests read of a document", () => {
  test("a block comes with its marker, its language and its line", () => {
    expect(blocksOf("a\n<!-- file: ~/b.md -->\n```yaml\nc: d\n```\n")).toEqual([
      { kind: "file", argument: "~/b.md", language: "yaml", text: "c: d", line: 3 },
    ]);
  });

  test.for(["```sh\nls\n```", "<!-- ignore -->\n```sh\nls\n```", "<!-- run -->\n```sh\nls"])(
    "%j is refused",
    (text) => {
      expect(() => blocksOf(text)).toThrow(/^line \d+: /);
    },
  );

  test("a console block is its commands, each with what is shown for it", () => {
    expect(stepsOf({ language: "console", text: "$ a\nb\n$ c" })).toEqual([
      { command: "a", output: ["b"] },
      { command: "c", output: [] },
    ]);
  });

  test.for([
    [["a"], "a\n", true],
    [["a"], "a\nb\n", false],
    [["a", "…"], "a\nb\nc\n", true],
    [["…", "c"], "a\nb\nc\n", true],
    [["…", "a.c"], "abc\n", false],
    [["x-aaaaa is"], "x-bbbbb is\n", true],
    [[], "", true],
    [[], "a\n", false],
  ] as const)("%j for %j: %s", ([shown, output, same]) => {
    expect(isShown(shown, output)).toBe(same);
  });
});
