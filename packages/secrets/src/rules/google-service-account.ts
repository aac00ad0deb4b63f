import { matchParts, matchText, type Input } from "../token/match-parts.ts";
import { BASE62, BASE64, SPACE } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import type { Hit, NativeRule, Random, Verdict } from "./native-rule.ts";

const KEY = '"private_key"';
const BEGIN = "-----BEGIN ";
const REACH = 2048;
const gap = run(SPACE, 0, 16);

export const googleServiceAccount: readonly NativeRule[] = [
  {
    id: "google-service-account",
    description: "Google service account key",
    source: "https://docs.cloud.google.com/iam/docs/keys-create-delete",
    literals: ['"service_account"'],
    audience: ["*.googleapis.com"],
    confidence: "medium",
    reach: { before: 0, after: REACH },
    verify,
    samples,
  },
];

/** The JSON object that is downloaded as a key: after its type follows `private_key` with the beginning of a PEM file. */
function verify(hit: Hit): Verdict {
  const { bytes, at, literal, isEnd } = hit;
  const limit = at + REACH - KEY.length - 2 * gap.most - 2 - BEGIN.length;
  for (let key = at + literal.length; key < limit; key += 1) {
    if (key >= bytes.length) return isEnd ? "no" : "more";
    if (bytes[key] !== QUOTE) continue;
    if (matchText(hit, key, literal) !== "no") return matchText(hit, key, literal) === "more" ? "more" : "no";
    const end = privateKeyAt(hit, key);
    if (end === "no") continue;
    return end === "more" ? "more" : { start: at, end };
  }
  return "no";
}

const QUOTE = 0x22;

function privateKeyAt(input: Input, at: number): number | "no" | "more" {
  const key = matchText(input, at, KEY);
  return typeof key === "string" ? key : matchParts(input, key, [gap, ":", gap, '"', BEGIN]);
}

function samples(random: Random): { hits: string[]; misses: string[] } {
  const pem = `-----BEGIN PRIVATE KEY-----\n${random.text(BASE64.characters, 40)}\n-----END PRIVATE KEY-----\n`;
  const key = { project_id: "project", private_key_id: random.text(BASE62.characters, 40), private_key: pem };
  return {
    hits: [
      JSON.stringify({ type: "service_account", ...key }),
      JSON.stringify({ type: "service_account", ...key }, null, 2),
      JSON.stringify(
        { type: "service_account", client_email: "a@b.iam.gserviceaccount.com", ...key },
        null,
        "\t",
      ),
    ],
    misses: [
      JSON.stringify({ type: "service_account", project_id: "project" }),
      JSON.stringify({ type: "service_account", ...key, private_key: "REDACTED" }),
      JSON.stringify({ type: "external_account", ...key, private_key: "" }),
    ],
  };
}
