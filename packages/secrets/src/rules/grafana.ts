import { crc32 } from "../checks/crc32.ts";
import { decodedObject, encodedObject } from "../checks/json.ts";
import { BASE62, BASE64, LOWER_HEX } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { withSubdomains } from "../token/service-token.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

const audience = withSubdomains(["grafana.com", "grafana.net"]);

export const grafana: readonly NativeRule[] = [
  tokenRule({
    id: "grafana-service-account-token",
    description: "Grafana service account token",
    source: "https://grafana.com/docs/grafana/latest/administration/service-accounts/",
    audience,
    confidence: "high",
    literals: ["glsa_"],
    body: [run(BASE62, 32), "_", run(LOWER_HEX, 8)],
    check: (token) => token.endsWith(`_${checksum(token.slice(0, -9))}`),
    standsAnywhere: true,
    make: (random) => {
      const key = `glsa_${random.text(BASE62.characters, 32)}`;
      return `${key}_${checksum(key)}`;
    },
  }),
  tokenRule({
    id: "grafana-cloud-token",
    description: "Grafana Cloud access policy token",
    source:
      "https://grafana.com/docs/grafana-cloud/security-and-account-management/authentication-and-permissions/access-policies/",
    audience,
    confidence: "high",
    literals: ["glc_eyJ"],
    body: [run(BASE64, 40, 600)],
    check: (token) => decodedObject(token.slice(4)) !== null,
    make: (random) =>
      `glc_${encodedObject({ o: "1000", n: "policy", k: random.text(BASE62.characters, 24) })}`,
  }),
  tokenRule({
    id: "grafana-key",
    description: "Grafana API key",
    source: "https://grafana.com/docs/grafana/latest/developer-resources/api-reference/http-api/",
    audience,
    confidence: "high",
    literals: ["eyJrIjoi"],
    body: [run(BASE64, 50, 600)],
    check: (token) => typeof decodedObject(token)?.["k"] === "string",
    make: (random) => encodedObject({ k: random.text(BASE62.characters, 32), n: "key", id: 1 }),
  }),
];

/** CRC-32 of the token before it, its bytes from low to high, in hexadecimal. */
function checksum(key: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(crc32(key));
  return bytes.toString("hex");
}
