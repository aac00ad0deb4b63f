import { decodedObject, encodedObject } from "../checks/json.ts";
import { alphabet, BASE62, BASE64, BASE64URL, LOWER_HEX } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken, withSubdomains } from "../token/service-token.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

/** The JSON part keeps its padding. */
const PADDED_BASE64 = alphabet(`${BASE64.characters}=`);
const domains = ["sentry.io"];

export const sentry: readonly NativeRule[] = [
  tokenRule({
    id: "sentry-organization-token",
    description: "Sentry organization auth token",
    source: "https://docs.sentry.io/account/auth-tokens/",
    audience: withSubdomains(domains),
    confidence: "high",
    literals: ["sntrys_eyJ"],
    body: [run(PADDED_BASE64, 40, 400), "_", run(BASE64, 43)],
    check: (token) => typeof decodedObject(token.split("_")[1] ?? "")?.["iat"] === "number",
    make: (random) =>
      `sntrys_${encodedObject({ iat: 1_700_000_000.5, url: "https://sentry.io", org: random.text(BASE62.characters, 8) })}_${random.text(BASE64URL.characters.slice(0, -2), 43)}`,
  }),
  serviceToken("sentry-user-token", "Sentry user auth token", {
    source: "https://docs.sentry.io/account/auth-tokens/",
    domains,
    literals: ["sntryu_", "sntrya_", "sntryi_"],
    body: [run(LOWER_HEX, 64)],
  }),
];
