import { declaredLength, KEY_HEAD, type KeyBody } from "../checks/private-key.ts";
import { BASE62, UPPER_BASE36, alphabet } from "../token/alphabet.ts";
import { matchParts, matchText } from "../token/match-parts.ts";
import { run } from "../token/part.ts";
import { readPemBody } from "../token/pem-body.ts";
import { textOf } from "../token/text.ts";
import type { Hit, NativeRule, Random, Verdict } from "./native-rule.ts";

const BEGIN = "-----BEGIN ";
const LABEL = run(alphabet(`${UPPER_BASE36.characters} `), 11, 40);
/** Longer than the PEM of an RSA key of 16384 bits. */
const REACH = 16 * 1024;
const HEAD_DIGITS = (KEY_HEAD / 3) * 4;
const LEAST_DIGITS = 64;

export const privateKey: readonly NativeRule[] = [
  {
    id: "private-key",
    description: "private key",
    source: "https://www.rfc-editor.org/rfc/rfc7468",
    literals: [BEGIN],
    audience: [],
    confidence: "high",
    reach: { before: 0, after: REACH },
    verify,
    samples,
  },
];

function verify(hit: Hit): Verdict {
  const { bytes, at, isEnd } = hit;
  const labelStart = at + BEGIN.length;
  const labelEnd = matchParts(hit, labelStart, [LABEL]);
  if (typeof labelEnd === "string") return labelEnd;
  const kind = kindOf(textOf(bytes, { start: labelStart, end: labelEnd }));
  if (kind === null) return "no";
  const bodyStart = matchText(hit, labelEnd, "-----");
  if (typeof bodyStart === "string") return bodyStart;
  const limit = at + REACH;
  const { base64, hasHeaders, end } = readPemBody(hit, bodyStart, limit);
  if (end === bytes.length && end < limit && !isEnd) return "more";
  const length = hasHeaders && kind === "der" ? LEAST_DIGITS : declared(kind, base64);
  if (length === null || base64.length < LEAST_DIGITS) return "no";
  const isWhole = base64.length * 3 >= length * 2 || end === limit;
  return isWhole ? { start: at, end } : "no";
}

function declared(kind: KeyBody, base64: string): number | null {
  return declaredLength(kind, Buffer.from(base64.slice(0, HEAD_DIGITS), "base64"));
}

function kindOf(label: string): KeyBody | null {
  if (!label.includes("PRIVATE KEY")) return null;
  if (label.startsWith("OPENSSH")) return "openssh";
  if (label.startsWith("PGP")) return "openpgp";
  return label.startsWith("ENCRYPTED") ? "encrypted-der" : "der";
}

const LABELS: readonly (readonly [string, readonly number[]])[] = [
  ["PRIVATE KEY", [0x30, 0x81, 0x90, 0x02, 0x01, 0x00]],
  ["RSA PRIVATE KEY", [0x30, 0x81, 0x90, 0x02, 0x01, 0x00]],
  ["EC PRIVATE KEY", [0x30, 0x77, 0x02, 0x01, 0x01, 0x04]],
  ["ENCRYPTED PRIVATE KEY", [0x30, 0x81, 0x90, 0x30, 0x40, 0x06]],
  ["OPENSSH PRIVATE KEY", [...Buffer.from("openssh-key-v1\0")]],
  ["PGP PRIVATE KEY BLOCK", [0x95, 0x01, 0x50]],
];

function samples(random: Random): { hits: string[]; misses: string[] } {
  const pem = (label: string, body: string) => `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
  const body = (head: readonly number[]) =>
    Buffer.concat([Buffer.from(head), Buffer.from(random.text(BASE62.characters, 150))]).toString("base64");
  const lines = (text: string, end: string) =>
    Array.from({ length: 4 }, (_, line) => text.slice(line * 64, line * 64 + 64)).join(end);
  const wrapped = LABELS.map(([label, head]) => pem(label, lines(body(head), "\n")));
  const [first = ["", []]] = LABELS;
  return {
    hits: [
      ...wrapped,
      JSON.stringify({ key: pem(first[0], lines(body(first[1]), "\n")) }),
      pem(
        "RSA PRIVATE KEY",
        `Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n${lines(body([1, 2, 3]), "\n")}`,
      ),
    ],
    misses: [
      pem("PRIVATE KEY", "anything"),
      pem("PRIVATE KEY", lines(body([0x31, 0x81]), "\n")),
      pem("PUBLIC KEY", lines(body(first[1]), "\n")),
      pem("PRIVATE KEY", body([0x30, 0x82, 0x04, 0x00, 2, 1, 0]).slice(0, 72)),
    ],
  };
}
