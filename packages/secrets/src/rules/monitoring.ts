import { BASE62, BASE64URL, LOWER_BASE36, LOWER_HEX } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

/** Services that watch programs. Grafana's and Sentry's are in files of their own. */
export const monitoring: readonly NativeRule[] = [
  serviceToken("new-relic-user-key", "New Relic user key", {
    source: "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
    domains: ["newrelic.com", "nr-data.net"],
    literals: ["NRAK-"],
    body: [run(BASE62, 27)],
  }),
  serviceToken("new-relic-browser-key", "New Relic browser key", {
    source: "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
    domains: ["newrelic.com", "nr-data.net"],
    literals: ["NRJS-"],
    body: [run(LOWER_HEX, 19)],
  }),
  serviceToken("new-relic-insert-key", "New Relic insert or query key", {
    source: "https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/",
    domains: ["newrelic.com", "nr-data.net"],
    literals: ["NRII-", "NRIQ-"],
    body: [run(BASE64URL, 32)],
  }),
  serviceToken("dynatrace-token", "Dynatrace token", {
    source:
      "https://docs.dynatrace.com/docs/manage/identity-access-management/access-tokens-and-oauth-clients/access-tokens",
    domains: ["dynatrace.com", "dynatracelabs.com"],
    literals: ["dt0c01.", "dt0s01.", "dt0s02.", "dt0s16."],
    body: [run(BASE62, 8, 24), ".", run(BASE62, 64)],
  }),
  serviceToken("honeycomb-key", "Honeycomb API key", {
    source: "https://docs.honeycomb.io/configure/environments/manage-api-keys/",
    domains: ["honeycomb.io"],
    literals: ["hcaik_", "hcbik_", "hcxik_", "hcaic_", "hcamk_"],
    body: [run(LOWER_BASE36, 58)],
  }),
  serviceToken("rootly-key", "Rootly API key", {
    source: "https://docs.rootly.com/api-reference/overview",
    domains: ["rootly.com"],
    literals: ["rootly_"],
    body: [run(LOWER_HEX, 64)],
  }),
  serviceToken("posthog-key", "PostHog personal API key", {
    source: "https://posthog.com/docs/api#authentication",
    domains: ["posthog.com"],
    literals: ["phx_"],
    body: [run(BASE64URL, 41, 49)],
  }),
  serviceToken("segment-token", "Segment public API token", {
    source: "https://segment.com/docs/api/public-api/",
    domains: ["segment.com", "segmentapis.com"],
    literals: ["sgp_"],
    body: [run(BASE62, 64)],
  }),
  serviceToken("samsara-token", "Samsara API token", {
    source: "https://developers.samsara.com/docs/authentication",
    domains: ["samsara.com"],
    literals: ["samsara_api_"],
    body: [run(BASE62, 30)],
  }),
];
