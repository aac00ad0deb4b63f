import { BASE62, BASE64 } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

const source = "https://docs.stripe.com/keys";
const domains = ["stripe.com"];

export const stripe: readonly NativeRule[] = [
  serviceToken("stripe-live-key", "Stripe live API key", {
    source,
    domains,
    literals: ["sk_live_", "rk_live_", "sk_prod_", "rk_prod_"],
    body: [run(BASE62, 10, 247)],
  }),
  serviceToken("stripe-test-key", "Stripe test API key", {
    source,
    domains,
    literals: ["sk_test_", "rk_test_"],
    body: [run(BASE62, 10, 247)],
  }),
  serviceToken("stripe-webhook-secret", "Stripe webhook signing secret", {
    source: "https://docs.stripe.com/webhooks/signature",
    domains,
    literals: ["whsec_"],
    body: [run(BASE64, 32, 64)],
  }),
];
