import { BASE62, BASE64URL, LOWER_BASE36, LOWER_HEX, OPEN_BASE64URL } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

/** Services that move money. Stripe's are in `stripe.ts`. */
export const payments: readonly NativeRule[] = [
  serviceToken("square-access-token", "Square access token", {
    source: "https://developer.squareup.com/docs/build-basics/access-tokens",
    domains: ["squareup.com", "squareupsandbox.com"],
    literals: ["EAAA"],
    body: [run(BASE64URL, 60)],
  }),
  serviceToken("square-legacy-token", "Square access token or OAuth secret", {
    source: "https://developer.squareup.com/docs/build-basics/access-tokens",
    domains: ["squareup.com", "squareupsandbox.com"],
    literals: ["sq0atp-", "sq0csp-"],
    body: [run(BASE64URL, 22, 43)],
  }),
  serviceToken("braintree-token", "Braintree access token", {
    source: "https://developer.paypal.com/braintree/docs/guides/authorization/overview",
    domains: ["braintreegateway.com", "braintree-api.com", "paypal.com"],
    literals: ["access_token$production$", "access_token$sandbox$"],
    body: [run(LOWER_BASE36, 16), "$", run(LOWER_HEX, 32)],
  }),
  serviceToken("flutterwave-key", "Flutterwave secret or encryption key", {
    source: "https://developer.flutterwave.com/docs/authentication",
    domains: ["flutterwave.com"],
    literals: ["FLWSECK_TEST-", "FLWSECK-"],
    body: [run(LOWER_HEX, 12, 48)],
  }),
  serviceToken("easypost-key", "EasyPost API key", {
    source: "https://docs.easypost.com/docs/authentication",
    domains: ["easypost.com"],
    literals: ["EZAK", "EZTK"],
    body: [run(BASE62, 54)],
  }),
  serviceToken("shippo-token", "Shippo API token", {
    source: "https://docs.goshippo.com/docs/guides_general/authentication/",
    domains: ["goshippo.com"],
    literals: ["shippo_live_", "shippo_test_"],
    body: [run(LOWER_HEX, 40)],
  }),
  serviceToken("duffel-token", "Duffel API token", {
    source: "https://duffel.com/docs/api/overview/making-requests",
    domains: ["duffel.com"],
    literals: ["duffel_test_", "duffel_live_"],
    body: [run(OPEN_BASE64URL, 43)],
  }),
  serviceToken("paddle-key", "Paddle API key", {
    source: "https://developer.paddle.com/api-reference/about/api-keys",
    domains: ["paddle.com"],
    literals: ["pdl_live_apikey_", "pdl_sdbx_apikey_"],
    body: [run(LOWER_BASE36, 26), "_", run(BASE62, 22), "_", run(BASE62, 3)],
  }),
  serviceToken("polar-token", "Polar access token", {
    source: "https://polar.sh/docs/integrate/oat",
    domains: ["polar.sh"],
    literals: ["polar_oat_", "polar_pat_", "polar_at_o_", "polar_at_u_", "polar_whs_"],
    body: [run(BASE64URL, 32, 64)],
  }),
  serviceToken("ramp-secret", "Ramp client secret", {
    source: "https://docs.ramp.com/developer-api/v1/authorization",
    domains: ["ramp.com"],
    literals: ["ramp_sec_"],
    body: [run(BASE62, 48)],
  }),
  serviceToken("persona-key", "Persona API key", {
    source: "https://docs.withpersona.com/api-keys",
    domains: ["withpersona.com"],
    literals: ["persona_production_", "persona_sandbox_"],
    body: [run(BASE62, 32, 64)],
  }),
  serviceToken("onfido-token", "Onfido API token", {
    source: "https://documentation.onfido.com/api/latest/#token-authentication",
    domains: ["onfido.com"],
    literals: ["api_live.", "api_live_us.", "api_live_ca.", "api_sandbox."],
    body: [run(BASE64URL, 32)],
  }),
  serviceToken("asaas-key", "Asaas API key", {
    source: "https://docs.asaas.com/docs/authentication",
    domains: ["asaas.com"],
    literals: ["$aact_prod_", "$aact_hmlg_"],
    body: [run(BASE64URL, 60, 300)],
  }),
  serviceToken("midtrans-key", "Midtrans server key", {
    source: "https://docs.midtrans.com/docs/getting-started",
    domains: ["midtrans.com"],
    literals: ["Mid-server-"],
    body: [run(BASE64URL, 16, 32)],
  }),
];
