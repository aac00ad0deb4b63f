import { parsedObject, encodedObject } from "../checks/json.ts";
import { alphabet, BASE62, BASE64URL, belongs, DIGIT } from "../token/alphabet.ts";
import { beginsToken, BORDER_REACH } from "../token/border.ts";
import { matchParts, type Input } from "../token/match-parts.ts";
import { run } from "../token/part.ts";
import { textOf } from "../token/text.ts";
import type { Hit, NativeRule, Random, Verdict } from "./native-rule.ts";

/** `{"` and a first letter. */
const START = "eyJ";
const REACH = 16 * 1024;
const HEADER = run(BASE64URL, 12, 1024);
/** Characters of the header that are enough to see that it is no text. */
const PEEK = 12;
/** What names and short values of a header are made of. */
const HEADER_TEXT = alphabet(`${BASE62.characters}{}":,_/+. -`);
const LEAST_PAYLOAD = 10;
const LEAST_SIGNATURE = 20;

export const jwt: readonly NativeRule[] = [
  {
    id: "jwt",
    description: "JSON Web Token",
    source: "https://www.rfc-editor.org/rfc/rfc7519",
    literals: [START],
    audience: [],
    confidence: "medium",
    reach: { before: BORDER_REACH, after: REACH },
    verify,
    samples,
  },
];

/** A header with `alg`, a payload that begins like an object, a signature. At the bound of its reach it counts as one. */
function verify(hit: Hit): Verdict {
  const { bytes, at } = hit;
  if (!beginsToken(bytes, at)) return "no";
  const peeked = matchParts(hit, at, [run(BASE64URL, PEEK)]);
  if (typeof peeked === "string") return peeked;
  if (!isHeaderText(Buffer.from(textOf(bytes, { start: at, end: peeked }), "base64url"))) return "no";
  const payload = matchParts(hit, at, [HEADER, ".", START]);
  if (typeof payload === "string") return payload;
  const header = textOf(bytes, { start: at, end: payload - START.length - 1 });
  if (typeof parsedObject(Buffer.from(header, "base64url").toString("utf8"))?.["alg"] !== "string")
    return "no";
  return signed(hit, at, payload);
}

function signed(input: Input, at: number, from: number): Verdict {
  const limit = at + REACH;
  const signature = matchParts(input, from, [run(BASE64URL, LEAST_PAYLOAD, limit - from)]);
  if (signature === limit) return { start: at, end: limit };
  if (typeof signature === "string") return signature;
  const begun = matchParts(input, signature, [".", run(BASE64URL, 0, limit - signature - 1)]);
  if (typeof begun === "string") return begun;
  return begun - signature > LEAST_SIGNATURE || begun === limit ? { start: at, end: begun } : "no";
}

function isHeaderText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => belongs(byte, HEADER_TEXT));
}

function samples(random: Random): { hits: string[]; misses: string[] } {
  const header = encodedObject({ alg: "HS256", typ: "JWT" });
  const payload = () =>
    encodedObject({ sub: random.text(DIGIT.characters, 10), name: random.text(BASE62.characters, 8) });
  const signature = () => random.text(BASE64URL.characters, 43);
  return {
    hits: [
      `Authorization: Bearer ${header}.${payload()}.${signature()}\n`,
      `{"token":"${encodedObject({ alg: "RS256", kid: "1" })}.${payload()}.${random.text(BASE64URL.characters, 342)}"}`,
      `?jwt=${header}.${payload()}.${signature()}&next=1`,
      `${header}.${encodedObject({ data: random.text(BASE62.characters, 20_000) })}`,
    ],
    misses: [
      `${encodedObject({ typ: "JWT" })}.${payload()}.${signature()}\n`,
      `${header}.${payload()}\n`,
      `${header}.${random.text(BASE64URL.characters, 40)}.${signature()}\n`,
      `${header}.${payload()}.short\n`,
    ],
  };
}
