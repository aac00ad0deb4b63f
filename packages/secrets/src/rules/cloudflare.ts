import { crc32 } from "../checks/crc32.ts";
import { BASE62, LOWER_HEX } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken, withSubdomains } from "../token/service-token.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

const domains = ["cloudflare.com"];
const prefixes = ["cfk_", "cfut_", "cfat_"];

export const cloudflare: readonly NativeRule[] = [
  tokenRule({
    id: "cloudflare-token",
    description: "Cloudflare API key or token",
    source: "https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/",
    audience: withSubdomains(domains),
    confidence: "high",
    literals: prefixes,
    body: [run(BASE62, 40), run(LOWER_HEX, 8)],
    check: (token) =>
      withChecksum(token.slice(token.indexOf("_") + 1, -8)) === token.slice(token.indexOf("_") + 1),
    standsAnywhere: true,
    make: (random) =>
      `${prefixes[random.integer(0, prefixes.length - 1)] ?? ""}${withChecksum(random.text(BASE62.characters, 40))}`,
  }),
  serviceToken("cloudflare-origin-ca-key", "Cloudflare origin CA key", {
    source: "https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/",
    domains,
    literals: ["v1.0-"],
    body: [run(LOWER_HEX, 24), "-", run(LOWER_HEX, 146)],
  }),
];

/** The checksum is the CRC-32 of the forty characters before it, in hexadecimal. */
function withChecksum(secret: string): string {
  return secret + crc32(secret).toString(16).padStart(8, "0");
}
