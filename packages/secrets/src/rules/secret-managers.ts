import {
  alphabet,
  BASE62,
  BASE64URL,
  HEX,
  LOWER_BASE36,
  LOWER_HEX,
  UPPER_BASE36,
} from "../token/alphabet.ts";
import { encodedObject } from "../checks/json.ts";
import { run } from "../token/part.ts";
import { serviceToken, withSubdomains } from "../token/service-token.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

const onePassword = ["1password.com", "1password.eu", "1password.ca"];
const secretKey = {
  source: "https://support.1password.com/secret-key-security/",
  domains: onePassword,
  literals: ["A3-"],
};
const group = run(UPPER_BASE36, 5);

/** How a token begins whose JSON begins like that: the last bytes, which the next change, are left out. */
function beginning(json: string): string {
  return `ops_${Buffer.from(json)
    .toString("base64url")
    .slice(0, Math.floor((json.length * 4) / 3))}`;
}

/** Services that keep other secrets. HashiCorp's are in `hashicorp.ts`. */
export const secretManagers: readonly NativeRule[] = [
  serviceToken("doppler-token", "Doppler token", {
    source: "https://docs.doppler.com/docs/service-tokens",
    domains: ["doppler.com"],
    literals: ["dp.pt.", "dp.ct.", "dp.sa.", "dp.scim.", "dp.audit.", "dp.said."],
    body: [run(BASE62, 40, 44)],
  }),
  serviceToken("doppler-service-token", "Doppler service token", {
    source: "https://docs.doppler.com/docs/service-tokens",
    domains: ["doppler.com"],
    literals: ["dp.st."],
    body: [run(alphabet(`${BASE62.characters}-_.`), 40, 80)],
  }),
  serviceToken("infisical-token", "Infisical service token", {
    source: "https://infisical.com/docs/documentation/platform/token",
    domains: ["infisical.com"],
    literals: ["st."],
    body: [run(HEX, 24), ".", run(LOWER_HEX, 32), ".", run(LOWER_HEX, 32)],
  }),
  tokenRule({
    id: "onepassword-service-account-token",
    description: "1Password service account token",
    source: "https://developer.1password.com/docs/service-accounts/security/",
    audience: withSubdomains(onePassword),
    confidence: "high",
    literals: ['{"signInAddress"', '{"email":"', '{"userAuth"'].map(beginning),
    body: [run(BASE64URL, 250, 2000)],
    make: (random) =>
      `ops_${encodedObject({ signInAddress: "my.1password.com", secretKey: random.text(LOWER_BASE36.characters, 60), muk: random.text(BASE62.characters, 120) })}`,
  }),
  serviceToken("onepassword-secret-key", "1Password secret key", {
    ...secretKey,
    body: [run(UPPER_BASE36, 6), "-", run(UPPER_BASE36, 11), "-", group, "-", group, "-", group],
  }),
  serviceToken("onepassword-grouped-secret-key", "1Password secret key", {
    ...secretKey,
    body: [run(UPPER_BASE36, 6), "-", run(UPPER_BASE36, 6), "-", group, "-", group, "-", group, "-", group],
  }),
];
