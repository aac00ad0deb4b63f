import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type KnownHit, KnownValues } from "./known-values.ts";

const TOKEN = "tk-9fQx/Zr7+vB2=mK8&wL4hT6yN1cJ5sD3";
const known = new KnownValues([{ name: "TOKEN", value: TOKEN }]);
const bytes = Buffer.from(TOKEN);
const each = (write: (byte: number) => string): string => [...bytes].map(write).join("");
const hex = (byte: number): string => byte.toString(16).padStart(2, "0");
const named = (values: readonly string[]): KnownValues =>
  new KnownValues(values.map((value) => ({ name: value, value })));

function rot13(text: string): string {
  const small = "abcdefghijklmnopqrstuvwxyz";
  const all = small + small.toUpperCase();
  const turned = small.slice(13) + small.slice(0, 13);
  return text.replace(/[a-z]/gi, (char) => (turned + turned.toUpperCase())[all.indexOf(char)] ?? "");
}

const spellings: Record<string, string | Buffer> = {
  "as it is": TOKEN,
  reversed: TOKEN.split("").toReversed().join(""),
  "in ROT13": rot13(TOKEN),
  "in hex": bytes.toString("hex"),
  "in hex in capitals": bytes.toString("hex").toUpperCase(),
  "in hex with blanks": each((byte) => `${hex(byte)} `).trim(),
  "in a URL": encodeURIComponent(TOKEN),
  "in a URL in small letters": encodeURIComponent(TOKEN).replace(/%../g, (code) => code.toLowerCase()),
  "in a URL, each character escaped": each((byte) => `%${hex(byte)}`),
  "in a URL, escaped three times": encodeURIComponent(encodeURIComponent(encodeURIComponent(TOKEN))),
  "in JSON with escaped slashes": TOKEN.replaceAll("/", "\\/"),
  "in JSON as Go writes it": TOKEN.replaceAll("&", "\\u0026"),
  "in JSON in JSON": TOKEN.replaceAll("&", "\\\\u0026"),
  "in \\u escapes": each((byte) => `\\u00${hex(byte)}`),
  "in \\u{} escapes": each((byte) => `\\u{${hex(byte)}}`),
  "in \\x escapes": each((byte) => `\\x${hex(byte)}`),
  "in HTML": TOKEN.replaceAll("&", "&amp;"),
  "in numbered entities": each((byte) => `&#${byte};`),
  "in numbered entities in hex": each((byte) => `&#x${hex(byte)};`),
  "in UTF-16, little end first": Buffer.from(TOKEN, "utf16le"),
  "in UTF-16, big end first": Buffer.from(TOKEN, "utf16le").swap16(),
  "as two literals": `${TOKEN.slice(0, 16)}" + "${TOKEN.slice(16)}`,
  "as one character for each element": TOKEN.split("").join("', '"),
  "over lines": TOKEN.replace(/.{10}/g, "$&\\\n    "),
  "over lines in JSON": TOKEN.replace(/.{10}/g, "$&\\n"),
};

describe("a value is found", () => {
  test.for(Object.entries(spellings))("%s, at its place", ([, spelling]) => {
    const text = Buffer.concat([Buffer.from('{"before":"'), Buffer.from(spelling), Buffer.from('"} after')]);
    const end = text.length - '"} after'.length;
    expect(known.find(text)).toEqual([
      // the last NUL of UTF-16 is no part of a character
      { name: "TOKEN", start: expect.toSatisfy((at) => at === 11 || text[at - 1] === 0), end: expect.toSatisfy((at) => at === end || (at === end - 1 && text[at] === 0)) },
    ]); // prettier-ignore
  });

  test.for(
    [0, 1, 2].flatMap((before) => (["base64", "base64url"] as const).map((code) => [code, before] as const)),
  )("in %s, %i bytes into a group, in one line or wrapped", ([code, before]) => {
    const text = Buffer.from(`${"x".repeat(before)}${TOKEN} and more`).toString(code);
    for (const one of [text, text.replace(/.{20}/g, "$&\r\n"), text.replace(/.{20}/g, "$&\\n")]) {
      const [hit, ...more] = known.find(Buffer.from(one));
      expect(more).toEqual([]);
      const found = one.slice(hit?.start, hit?.end).replace(/\s|\\n/g, "");
      const whole = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + TOKEN.length) * 8) / 6));
      expect(found.startsWith(whole) && found.length <= whole.length + 1).toBe(true);
    }
  });

  test("in every part of twelve characters or more that is not of words and numbers alone", () => {
    for (let start = 0; start + 16 <= TOKEN.length; start += 1)
      expect(known.find(Buffer.from(`x: ${TOKEN.slice(start, start + 16)}`))).toHaveLength(1);
    expect(known.find(Buffer.from(`x: ${bytes.toString("hex").slice(20, 52)}`))).toHaveLength(1);
    expect(known.find(Buffer.from(`x: ${TOKEN.slice(4, 14)}`))).toEqual([]);
  });

  test("where a percent sign before it makes an escape of its beginning", () => {
    const words = named(["deadline-of-the-day"]);
    for (const before of ["%", "\\", "\\x", "&"])
      expect(words.find(Buffer.from(`${before}deadline-of-the-day`))).toHaveLength(1);
  });

  test("without the blanks around it, such as a file's last newline", () => {
    expect(named(["  value-of-file\n"]).find(Buffer.from("x value-of-file"))).toHaveLength(1);
  });

  test("though little but separators makes it up, and then only where they are", () => {
    const odd = named(["a;b;c;d;e;f"]);
    expect(odd.find(Buffer.from("x=a;b;c;d;e;f"))).toHaveLength(1);
    expect(odd.find(Buffer.from("x=abcdef"))).toEqual([]);
  });

  test("with characters outside of ASCII, escaped or not", () => {
    const value = "gehëim-😀-wöörd-x";
    for (const text of [
      value,
      encodeURIComponent(value),
      JSON.stringify(value),
      "gehëim-\\ud83d\\ude00-wöörd-x",
    ])
      expect(named([value]).find(Buffer.from(text))).toHaveLength(1);
  });
});

describe("is not found", () => {
  test("a short number or word that separators put together", () => {
    const short = named(["1234567890", "development"]);
    for (const text of ["12, 345, 678, 90", "1 2 3 4 5 6 7 8 9 0", "develop(ment)", '["deve", "lopment"]'])
      expect(short.find(Buffer.from(text))).toEqual([]);
    expect(short.find(Buffer.from("(1234567890, development)"))).toHaveLength(2);
    expect(named(["Zk3/uT9q"]).find(Buffer.from("Zk3\\u002fuT9q"))).toHaveLength(1);
  });

  test("a value of fewer than eight bytes", () => {
    expect(named(["1234567"]).find(Buffer.from("1234567"))).toEqual([]);
    expect(named(["1234567"]).isEmpty).toBe(true);
  });

  test.for([
    [
      "a name and a number",
      "deploy-key-0123456789",
      "deploy-key-0 deploy-key-01 deploy-key-012345 deploy-key-1234",
    ],
    [
      "an address",
      "postgres://app:Zk3uT9qXw2@db.internal:5432/app",
      "postgres://app:secret@db.internal:5432/app",
    ],
    ["words", "correct-horse-battery-staple", "correct-horse-battery is no battery-staple"],
    [
      "a path",
      "https://internal.example.com/api/v1/tenant-77",
      "https://internal.example.com/api/v1/tenant-78",
    ],
    [
      "the header of a JSON Web Token",
      `${jwtHeader("HS256")}.eyJzdWIiOiJhIn0.Zx8_kQ`,
      `${jwtHeader("HS256")}.eyJzdWIiOiJiIn0.b`,
    ],
    [
      "an identifier in DER",
      "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7vZ8qLk",
      "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1",
    ],
    ["one character many times", "xxxxxxxxxxxxxxxxxxxxxxxx-end", "x".repeat(100)],
  ] as const)("what a value has in common with others: %s", ([, value, text]) => {
    expect(named([value]).find(Buffer.from(text))).toEqual([]);
    expect(named([value]).find(Buffer.from(`<${value}>`))).toHaveLength(1);
  });
});

function jwtHeader(alg: string): string {
  return Buffer.from(JSON.stringify({ alg, typ: "JWT" })).toString("base64url");
}

describe("a stream", () => {
  const char = fc.constantFrom(...'ab%\\u006n&#;" \n+'.split(""));
  const text = fc.array(fc.oneof(char, fc.constantFrom(TOKEN, TOKEN.slice(4), ...Object.values(spellings).map(String)))).map((parts) => parts.join("")); // prettier-ignore

  function streamed(values: KnownValues, chunks: readonly Uint8Array[]): KnownHit[] {
    const stream = values.stream();
    const hits: KnownHit[] = [];
    let before = 0;
    const note = ({ name, start, end }: KnownHit): number =>
      hits.push({ name, start: start + before, end: end + before });
    for (const chunk of chunks) {
      stream.push(chunk).hits.forEach(note);
      before += chunk.length;
    }
    stream.end().forEach(note);
    return hits;
  }

  function pieces(whole: Buffer, sizes: readonly number[]): Buffer[] {
    const chunks: Buffer[] = [];
    let at = 0;
    for (const size of sizes) chunks.push(whole.subarray(at, (at += size)));
    return [...chunks, whole.subarray(at)];
  }

  test("shows the same however it is cut, but that a value may be told in parts first", () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(20), { maxLength: 40 }), (all, sizes) => {
        const whole = Buffer.from(all);
        const found = streamed(known, pieces(whole, sizes));
        const wanted = known.find(whole);
        for (const one of wanted) expect(found).toContainEqual(expect.objectContaining({ end: one.end }));
        for (const { start, end } of found)
          expect(wanted.some((one) => one.start <= start && one.end >= end)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("holds back only what could begin a value, and never what a line or a message ends with", () => {
    const openAt = (end: string): number => known.stream().push(Buffer.from(end)).openFrom;
    expect(openAt("tk-9")).toBe(4);
    expect(openAt("say tk-9f")).toBe(4);
    expect(openAt("say tk-9fQx/Z")).toBe(4);
    expect(openAt("say Zr7vB2")).toBe(4);
    expect(openAt('say "tk-9fQx"}')).toBe(14);
    expect(openAt("tk-9fQx\n\n")).toBe(9);
    expect(openAt("say tk-9fQy")).toBe(11);
    expect(openAt(`${TOKEN}`)).toBe(TOKEN.length);
  });

  test("of any bytes is searched without an error", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (chunks) => {
        expect(streamed(known, chunks)).toEqual([]);
      }),
    );
  });
});

test("of many values at once each is found", () => {
  const random = fc.array(fc.constantFrom(..."abcXYZ019-_/+".split("")), { minLength: 8, maxLength: 40 }).map((chars) => chars.join("")); // prettier-ignore
  fc.assert(
    fc.property(fc.uniqueArray(random, { minLength: 1, maxLength: 6 }), (values) => {
      const all = named(values);
      for (const value of values) {
        if (value.replace(/\+/g, "").length < 8) continue;
        expect(all.find(Buffer.from(`<${value}>`))).not.toEqual([]);
      }
    }),
  );
});

test("nothing is found where there is nothing to look for", () => {
  expect(named([]).find(Buffer.from("anything at all"))).toEqual([]);
  expect(named([]).stream().push(Buffer.from("anything"))).toEqual({ hits: [], openFrom: 8 });
});

test("no value can be printed, and a detection holds a name and places only", () => {
  const stream = known.stream();
  stream.push(Buffer.from(TOKEN.slice(0, 20)));
  const shown = [known, stream, known.detect(bytes)].map((one) => `${inspect(one, { depth: 9, showHidden: true })} ${JSON.stringify(one)}`); // prettier-ignore
  for (const one of shown) for (const part of ["9fQx", "wL4hT6"]) expect(one).not.toContain(part);
  expect(known.detect(bytes)).toMatchObject([
    { ruleId: "known-value", kind: "known", name: "TOKEN", secret: { start: 0, end: TOKEN.length } },
  ]);
});
