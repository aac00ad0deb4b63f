import { HEX } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

export const shopify: readonly NativeRule[] = [
  serviceToken("shopify-token", "Shopify access token or shared secret", {
    source: "https://shopify.dev/changelog/app-secret-key-length-has-increased",
    domains: ["shopify.com", "myshopify.com"],
    literals: ["shpat_", "shpca_", "shppa_", "shpss_", "shptka_"],
    body: [run(HEX, 32)],
  }),
];
