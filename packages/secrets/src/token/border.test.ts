import { describe, expect, test } from "vitest";
import { WORD } from "./alphabet.ts";
import { beginsToken, endsToken, isIntroduced } from "./border.ts";

const bytesOf = (text: string): Uint8Array => Buffer.from(text, "latin1");

describe("where a token can begin", () => {
  test.for<[string, string, boolean]>([
    ["the beginning of the buffer", "", true],
    ["a space", " ", true],
    ["an underscore", "TOKEN_", true],
    ["an escaped line end", "\\n", true],
    ["a percent escape", "%3D", true],
    ["a hexadecimal escape", "\\x22", true],
    ["a unicode escape", "\\u0022", true],
    ["a letter", "n", false],
    ["digits that are no escape", "x22", false],
    ["half a unicode escape", "u0022", false],
    ["a dot", "file.", false],
  ])("after %s", ([, before, expected]) => {
    expect(beginsToken(bytesOf(`${before}token`), before.length)).toBe(expected);
  });
});

describe("where a token can end", () => {
  test("not before what continues a word", () => {
    expect(endsToken({ bytes: bytesOf("token9"), isEnd: true }, 5, WORD)).toBe(false);
    expect(endsToken({ bytes: bytesOf("token\n"), isEnd: true }, 5, WORD)).toBe(true);
  });

  test("at the end of the buffer that is known once nothing more can come", () => {
    expect(endsToken({ bytes: bytesOf("token"), isEnd: false }, 5, WORD)).toBe("more");
    expect(endsToken({ bytes: bytesOf("token"), isEnd: true }, 5, WORD)).toBe(true);
  });
});

test.for<[string, boolean]>([
  ['key="', true],
  ["key=", true],
  ["key: ", true],
  ["<key>", true],
  ["", false],
  ["word ", false],
  ["\n", false],
])("a value after %j is introduced: %s", ([before, expected]) => {
  expect(isIntroduced(bytesOf(`${before}value`), before.length)).toBe(expected);
});
