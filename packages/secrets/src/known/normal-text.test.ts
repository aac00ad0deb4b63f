import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { characterEnd, NormalText } from "./normal-text.ts";

function normal(text: string | Buffer): string {
  const raw = Buffer.from(text);
  const read = new NormalText(raw.length);
  expect(read.append(raw, true)).toBe(raw.length);
  return Buffer.from(read.bytes.subarray(0, read.length)).toString();
}

describe("normal text", () => {
  test.for([
    ["a b\tc\r\nd", "abcd"],
    [`'a' + "b", (c); [d]`, "abcd"],
    ["%61%62", "ab"],
    ["%2561 %252561", "aa"],
    ["%zz %6", "zz6"],
    ["\\u0061\\x62\\\\u0063", "abc"],
    ["\\u{61}\\u{1f600}", "a😀"],
    ["\\ud83d\\ude00 \\u00e9 %C3%A9 &#233;", "😀ééé"],
    ["a\\nb\\\\n\\tc\\/d", "abc/d"],
    ["&#97;&#x62;&amp;#99;&quot;&lt;&apos;d", "abcd"],
    ["a=1&b=2&amp", "a=1b=2amp"],
    ["\\u006", "u006"],
    ["&#9999999999;", "9999999999"],
    ["a\0b\0", "ab"],
  ] as const)("of %j is %j", ([text, wanted]) => {
    expect(normal(text)).toBe(wanted);
  });

  const piece = fc.oneof(
    fc.constantFrom(
      "%",
      "%2",
      "%25",
      "%41",
      "\\",
      "\\u",
      "\\u0041",
      "\\ud83d",
      "&",
      "&amp;",
      "&#",
      "&#65;",
      "x41",
      "ab",
    ),
    fc.string({ maxLength: 3 }),
  );
  const text = fc.array(piece, { maxLength: 60 }).map((parts) => Buffer.from(parts.join("")));

  test("is the same however the text is cut, when what an end leaves over is put before the rest", () => {
    fc.assert(
      fc.property(text, fc.nat(200), (raw, cut) => {
        const whole = new NormalText(raw.length);
        whole.append(raw, true);
        const first = new NormalText(raw.length);
        const read = first.append(raw.subarray(0, cut), false);
        const second = new NormalText(raw.length);
        second.restore(first.tail(raw.subarray(0, cut), { count: first.length, origin: read }));
        second.append(raw.subarray(read), true);
        expect(Buffer.from(second.bytes.subarray(0, second.length))).toEqual(
          Buffer.from(whole.bytes.subarray(0, whole.length)),
        );
        for (let index = 0; index < whole.length; index += 1)
          expect(second.placeOf(raw.subarray(read), index) + read).toBe(whole.placeOf(raw, index));
      }),
      { numRuns: 500 },
    );
  });

  test("knows the place of each byte, over blocks too", () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 20 }), (parts) => {
        const raw = Buffer.concat(parts);
        const read = new NormalText(raw.length);
        read.append(raw, true);
        let last = 0;
        for (let index = 0; index < read.length; index += 1) {
          const place = read.placeOf(raw, index);
          expect(place).toBeGreaterThanOrEqual(last);
          expect(characterEnd(raw, place)).toBeLessThanOrEqual(raw.length);
          if (raw[place] !== 0x25 && raw[place] !== 0x5c && raw[place] !== 0x26)
            expect(raw[place]).toBe(read.bytes[index]);
          last = place;
        }
      }),
      { numRuns: 50 },
    );
  });
});
