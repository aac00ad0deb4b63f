import { BASE62, LOWER_HEX } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

export const cloudflare: readonly NativeRule[] = [
  serviceToken("cloudflare-token", "Cloudflare API key or token", {
    source: "https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/",
    domains: ["cloudflare.com"],
    literals: ["cfk_", "cfut_", "cfat_"],
    body: [run(BASE62, 44, 56)],
  }),
  serviceToken("cloudflare-origin-ca-key", "Cloudflare origin CA key", {
    source: "https://developers.cloudflare.com/fundamentals/api/get-started/ca-keys/",
    domains: ["cloudflare.com"],
    literals: ["v1.0-"],
    body: [run(LOWER_HEX, 24), "-", run(LOWER_HEX, 146)],
  }),
];
