import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeText, plainText } from "./decode-text.ts";
import { ENCODINGS } from "./encoding.ts";
import type { DecodedText } from "./segment.ts";

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** Decodes until nothing is encoded. */
function decodeAll(text: string, extra = false): DecodedText {
  let last = plainText(Buffer.from(text));
  for (let next = decodeText(last, extra); next !== undefined; next = decodeText(last, extra)) last = next;
  return last;
}

const base64 = (text: string): string => Buffer.from(text).toString("base64");
const hex = (text: string): string => Buffer.from(text).toString("hex");
const plain = "longer-encoded-secret-test 1";

describe("decoding", () => {
  test.each([
    ["base64", base64(plain), plain],
    [
      "base64url without padding",
      Buffer.from("gives>>finds-??secrets").toString("base64url"),
      "gives>>finds-??secrets",
    ],
    ["base64 behind an equals sign", `some-key=${base64(plain)}`, `some-key=${plain}`],
    ["hexadecimal digits", `"${hex(plain)}"`, `"${plain}"`],
    ["percent to the last of a line", "a%3D%22q%24 %5E x%22 b\n%41", 'a="q$ ^ x" b\nA'],
    ["code points", "key=U+0061 U+0062 U+0063", "key=abc"],
    ["escapes of code points", "key=\\u0068\\\\u0065\\U006c", "key=hel"],
    ["other characters than ASCII in escapes only", "\\u00e9", "\xc3\xa9"],
  ])("reads %s", (_, text, expected) => {
    expect(latin1(decodeAll(text).bytes)).toBe(expected);
  });

  test.each([
    ["long names", "someVeryLongNameInCode"],
    ["digests", "a3d3fa7c2bb99e469ba55e5834ce79ee4853a8a3"],
    [
      "base64 of bytes that are no text",
      Buffer.from([1, 2, 3, 4, 5, 6, 200, 201, 202, 9, 9, 9]).toString("base64"),
    ],
    ["percent signs without digits", "100% of 5%"],
    ["what is too short", base64("short")],
    ["escapes and wrapped text, unless asked", "\\x41\\x42\nQUFBQUFB\nQUFBQUFB\n"],
  ])("leaves %s as they are", (_, text) => {
    expect(decodeText(plainText(Buffer.from(text)), false)).toBeUndefined();
  });

  test("lets what is wrapped in another encoding wait for the next pass", () => {
    const text = decodeAll(`x=${base64(hex(plain))} y`);
    expect(latin1(text.bytes)).toBe(`x=${plain} y`);
    expect(text.depth).toBe(2);
    expect(text.segments).toMatchObject([
      { original: { start: 2, end: 2 + base64(hex(plain)).length }, encodings: 0b1100 },
    ]);
  });

  test("lets base64 that touches percent signs wait", () => {
    const [first] = decodeText(plainText(Buffer.from(`%41${base64(plain)}`)), false)?.segments ?? [];
    expect(first?.encoded).toEqual({ start: 0, end: 3 });
  });

  test.each([
    { encoding: "escape", text: "key='\\x41\\\\x42c'", expected: "key='ABc'" },
    {
      encoding: "wrapped-base64",
      text: `a:\n  ${base64(plain)
        .match(/.{1,12}/g)
        ?.join("\r\n  ")}\n`,
      expected: `a:\n  ${plain}\n`,
    },
  ])("reads $encoding too, if asked", ({ encoding, text, expected }) => {
    const decoded = decodeText(plainText(Buffer.from(text)), true);
    expect(latin1(decoded?.bytes ?? new Uint8Array())).toBe(expected);
    expect(decoded?.segments[0]?.encodings).toBe(1 << ENCODINGS.findIndex((one) => one === encoding));
  });

  test("tries the lines of a block that is no text as a whole", () => {
    const lines = `${base64("abcdefghijkl")}\n${"/".repeat(16)}\n`;
    expect(latin1(decodeAll(lines, true).bytes)).toBe(`abcdefghijkl\n${"/".repeat(16)}\n`);
  });

  test("maps every segment to where it came from, whatever surrounds it", () => {
    const around = fc.string({ unit: fc.constantFrom("a", " ", ".", "\n", "="), maxLength: 9 });
    const encoders = fc.constantFrom(base64, hex, (text: string) =>
      text.replace(/[^]/g, (c) => `%${hex(c)}`),
    );
    fc.assert(
      fc.property(
        around,
        fc.array(encoders, { minLength: 1, maxLength: 3 }),
        around,
        (front, chain, back) => {
          const encoded = chain.reduce((text, encode) => encode(text), plain);
          const text = decodeAll(`${front} ${encoded} ${back}`);
          expect(latin1(text.bytes)).toBe(`${front} ${plain} ${back}`);
          const [segment] = text.segments;
          expect(segment?.original).toEqual({
            start: front.length + 1,
            end: front.length + 1 + encoded.length,
          });
        },
      ),
    );
  });

  test("never makes a text longer, and ends", () => {
    const unit = fc.constantFrom("%", "4", "1", "\\", "u", "x", "U", "+", "0", "=", "A", "\n", " ", "/", "é");
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 120 }), fc.boolean(), (text, extra) => {
        expect(decodeAll(text, extra).bytes.length).toBeLessThanOrEqual(Buffer.byteLength(text));
      }),
    );
  });
});
