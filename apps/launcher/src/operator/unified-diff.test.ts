import fc from "fast-check";
import { expect, test } from "vitest";
import { textBefore, unifiedDiff } from "./unified-diff.ts";

const text = fc
  .array(fc.constantFrom("a", "b", "", "--- x", "+++ x", "@@ -1 +1 @@", "\\ No newline"))
  .map((lines) => lines.map((line) => `${line}\n`).join(""));

test("a diff has the form that a reader of patches knows, and is empty where nothing changed", () => {
  expect(unifiedDiff("allowlist", "a\n", "a\nb\n")).toBe(
    "--- allowlist\n+++ allowlist\n@@ -1,1 +1,2 @@\n a\n+b\n",
  );
  expect(unifiedDiff("allowlist", "a\n", "a\n")).toBe("");
});

test("F48 the text before a diff is found again, also among diffs of other files", () => {
  fc.assert(
    fc.property(text, text, text, (before, after, other) => {
      const diff = unifiedDiff("file", before, after) + unifiedDiff("other", before, other);
      expect(textBefore("file", after, diff)).toBe(before);
    }),
  );
});

test("a diff that does not belong to a text gives nothing", () => {
  expect(textBefore("file", "x\n", unifiedDiff("file", "a\n", "b\n"))).toBe(null);
});
