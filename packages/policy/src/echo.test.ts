import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LOOSE_END } from "@claude-bottle/secrets";
import { echoMask, maskText } from "./echo.ts";
import { liveWith, TOKEN } from "./testing/fixtures.ts";
import type { Live } from "./live.ts";

const live = liveWith({});
const bytes = Buffer.from(TOKEN);
const spelt: Record<string, string> = {
  raw: TOKEN,
  "percent-encoded": encodeURIComponent(TOKEN),
  "percent-encoded in small letters": encodeURIComponent(TOKEN).replace(/%../g, (hex) => hex.toLowerCase()),
  hex: bytes.toString("hex"),
  "hex in capitals": bytes.toString("hex").toUpperCase(),
  base64: bytes.toString("base64url"),
  JSON: JSON.stringify({ t: TOKEN }).slice(6, -2),
  "JSON with escaped slashes": TOKEN.replaceAll("/", "\\/"),
  "JSON as Go writes it": TOKEN.replace("&", "\\u0026"),
  "HTML entities": TOKEN.replace("&", "&amp;"),
};

function through(mask: Live, chunks: readonly Uint8Array[]): { steps: string[]; all: string } {
  const filter = echoMask(mask);
  const steps = chunks.map((chunk) => Buffer.from(filter.push(chunk)).toString("latin1"));
  steps.push(Buffer.from(filter.flush() ?? []).toString("latin1"));
  return { steps, all: steps.join("") };
}

describe("F37 an echoed credential", () => {
  test.for(Object.entries(spelt))("is masked over every two cuts: %s", ([, spelling]) => {
    const text = Buffer.from(`{"a":"${spelling}"} tail`);
    const from = 6;
    const end = from + Buffer.byteLength(spelling);
    const wanted = new RegExp(`^\\{"a":".{${LOOSE_END}}\\*{${end - from - LOOSE_END}}"\\} tail$`);
    for (let first = 0; first <= text.length; first += 1)
      for (let second = first; second <= text.length; second += 1) {
        const { all } = through(live, [
          text.subarray(0, first),
          text.subarray(first, second),
          text.subarray(second),
        ]);
        if (!wanted.test(all)) expect({ first, second, all }).toBe(wanted);
      }
  });

  test.for([0, 1, 2])("is masked inside other base64, %i bytes into a group", (before) => {
    const text = Buffer.from(`${"x".repeat(before)}${TOKEN} and more`).toString("base64");
    const { all } = through(live, [Buffer.from(text)]);
    expect(all.length).toBe(text.length);
    expect(Buffer.from(all.replaceAll("*", "A"), "base64").toString("latin1")).not.toContain(
      TOKEN.slice(2, -2),
    );
  });

  test("comes out masked byte by byte, and nothing past its fourth character leaves", () => {
    const { all } = through(
      live,
      [...Buffer.from(`x${TOKEN}x`)].map((byte) => Buffer.from([byte])),
    );
    expect(all).toBe(`x${TOKEN.slice(0, 4)}${"*".repeat(TOKEN.length - 4)}x`);
  });

  test("a short end of an event is never held back, a long one only until the stream ends", () => {
    const { steps } = through(live, [
      Buffer.from(`data: ${TOKEN.slice(0, 4)}`),
      Buffer.from(`\n\n${TOKEN.slice(0, 9)}`),
    ]);
    expect(steps).toEqual([`data: ${TOKEN.slice(0, 4)}`, "\n\n", TOKEN.slice(0, 9)]);
  });

  test("overlapping values are all masked", () => {
    const slots = ["abcdefgh", "efghijkl", "abcdefghijklmnop"].map((value, index) => ({
      name: `S${index}`,
      value,
    }));
    const overlapping = liveWith({}, { slots });
    const text = Buffer.from("..abcdefghijkl..abcdefghijklmnop..abcdefghi..");
    const whole = "..************..****************..********i..";
    for (let cut = 0; cut <= text.length; cut += 1) {
      const { all } = through(overlapping, [text.subarray(0, cut), text.subarray(cut)]);
      for (const [index, char] of all.split("").entries())
        if (char !== whole[index])
          expect({ cut, loose: cut - index <= LOOSE_END && index < cut }).toEqual({ cut, loose: true });
      expect(all.length).toBe(text.length);
    }
  });

  test("what holds no value comes out as it went in, however it is cut", () => {
    const noise = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 12 });
    fc.assert(
      fc.property(noise, (chunks) => {
        expect(through(live, chunks).all).toBe(Buffer.concat(chunks).toString("latin1"));
      }),
    );
  });

  test("no value survives random text, places and chunks", () => {
    const bits = fc.array(
      fc.oneof(fc.string({ maxLength: 9 }), fc.constantFrom(...Object.values(spelt), TOKEN.slice(0, 7))),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(bits, fc.array(fc.nat(30), { maxLength: 30 }), (texts, sizes) => {
        const whole = Buffer.from(texts.join(""));
        const chunks: Buffer[] = [];
        let at = 0;
        for (const size of sizes) {
          chunks.push(whole.subarray(at, at + size));
          at += size;
        }
        chunks.push(whole.subarray(at));
        const { all } = through(live, chunks);
        expect(all.length).toBe(whole.length);
        for (const spelling of Object.values(spelt)) expect(all.includes(spelling)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test("Basic: the whole, its base64 and the password alone", () => {
    const slots = [{ name: "LOGIN", value: "user:correct-horse-battery" }];
    const login = liveWith({ routes: [{ host: "api.test", auth: { scheme: "Basic", slot: 0 } }] }, { slots });
    const basic = Buffer.from("user:correct-horse-battery").toString("base64");
    expect(maskText(login, `Basic ${basic}`)).toBe(`Basic ${"*".repeat(basic.length)}`);
    expect(maskText(login, "pw=correct-horse-battery")).toBe(`pw=${"*".repeat(21)}`);
  });

  test("a value of fewer than eight characters is not searched for", () => {
    const short = liveWith({}, { slots: [{ name: "PIN", value: "1234567" }] });
    expect(maskText(short, "1234567")).toBe("1234567");
  });
});
