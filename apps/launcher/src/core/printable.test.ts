import fc from "fast-check";
import { expect, test } from "vitest";
import { printable } from "./printable.ts";

test.for([
  ["plain text, with ümlauts, 👍 and\ttabs\n", "plain text, with ümlauts, 👍 and\ttabs\n"],
  ["\u001b[2Jgone", "\ufffd[2Jgone"],
  ["a\rb\u0007\u009b1A\u007f", "a\ufffdb\ufffd\ufffd1A\ufffd"],
  ["safe\u202eetirw", "safe\ufffdetirw"],
  ["example\u200b.com", "example\ufffd.com"],
] as const)("%j is shown as %j", ([text, shown]) => {
  expect(printable(text)).toBe(shown);
});

test("no text brings a control character but line end and tab to the terminal", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(printable(text).replaceAll(/[\n\t]/g, "")).not.toMatch(
        /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u,
      );
    }),
  );
});
