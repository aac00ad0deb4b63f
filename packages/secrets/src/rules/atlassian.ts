import { crc32 } from "../checks/crc32.ts";
import { BASE62, BASE64URL, UPPER_HEX } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken, withSubdomains } from "../token/service-token.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

const domains = ["atlassian.com", "atlassian.net", "bitbucket.org"];

export const atlassian: readonly NativeRule[] = [
  tokenRule({
    id: "atlassian-token",
    description: "Atlassian API token",
    source:
      "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
    audience: withSubdomains(domains),
    confidence: "high",
    literals: ["ATATT3", "ATCTT3"],
    body: [run(BASE64URL, 100, 300), "=", run(UPPER_HEX, 8)],
    check: (token) => withChecksum(token.slice(0, -8)) === token,
    standsAnywhere: true,
    make: (random) => withChecksum(`ATATT3${random.text(BASE64URL.characters, 177)}=`),
  }),
  serviceToken("bitbucket-app-password", "Bitbucket app password", {
    source: "https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/",
    domains,
    literals: ["ATBB"],
    body: [run(BASE62, 24), run(UPPER_HEX, 8)],
  }),
];

/** The checksum is the CRC-32 of all before it, the equals sign included, in hexadecimal. */
function withChecksum(token: string): string {
  return token + crc32(token).toString(16).toUpperCase().padStart(8, "0");
}
