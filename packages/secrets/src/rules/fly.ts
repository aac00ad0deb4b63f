import { BASE64, BASE64URL } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken, withSubdomains } from "../token/service-token.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

const source = "https://fly.io/docs/security/tokens/";
const domains = ["fly.io", "fly.dev"];

/** A macaroon in MessagePack: an array of four whose first is an array of three that begins with a binary id. */
const MACAROON = Buffer.from([0x94, 0x93, 0xc4]).toString("base64");

export const fly: readonly NativeRule[] = [
  tokenRule({
    id: "fly-token",
    description: "Fly.io access token",
    source,
    audience: withSubdomains(domains),
    confidence: "high",
    literals: ["fm2_", "fm1r_", "fm1a_"].map((prefix) => prefix + MACAROON),
    body: [run(BASE64, 60, 4096)],
  }),
  serviceToken("fly-legacy-token", "Fly.io legacy access token", {
    source,
    domains,
    literals: ["fo1_"],
    body: [run(BASE64URL, 43)],
  }),
];
