import {
  BASE62,
  BASE64URL,
  DIGIT,
  HEX,
  LOWER_BASE36,
  LOWER_HEX,
  OPEN_BASE64URL,
  UPPER_BASE36,
} from "../token/alphabet.ts";
import { run, uuid } from "../token/part.ts";
import { serviceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

/** Services in which people plan, write and draw. */
export const workplace: readonly NativeRule[] = [
  serviceToken("linear-key", "Linear API key", {
    source: "https://linear.app/developers/graphql#personal-api-keys",
    domains: ["linear.app"],
    literals: ["lin_api_", "lin_oauth_"],
    body: [run(BASE62, 40, 64)],
  }),
  serviceToken("notion-token", "Notion integration token", {
    source: "https://developers.notion.com/page/changelog",
    domains: ["notion.com", "notion.so"],
    literals: ["ntn_"],
    body: [run(DIGIT, 11), run(BASE62, 35)],
  }),
  serviceToken("notion-legacy-token", "Notion integration secret", {
    source: "https://developers.notion.com/page/changelog",
    domains: ["notion.com", "notion.so"],
    literals: ["secret_"],
    apart: true,
    body: [run(BASE62, 43)],
  }),
  serviceToken("airtable-token", "Airtable personal access token", {
    source: "https://airtable.com/developers/web/guides/personal-access-tokens",
    domains: ["airtable.com"],
    literals: ["pat"],
    apart: true,
    body: [run(BASE62, 14), ".", run(LOWER_HEX, 64)],
  }),
  serviceToken("airtable-oauth-token", "Airtable OAuth access token", {
    source: "https://airtable.com/developers/web/api/oauth-reference",
    domains: ["airtable.com"],
    literals: ["oaa"],
    body: [run(BASE62, 14), ".v1.", run(BASE64URL, 20, 60), ".", run(LOWER_HEX, 64, 128)],
  }),
  serviceToken("figma-token", "Figma personal access token", {
    source: "https://developers.figma.com/docs/rest-api/authentication/",
    domains: ["figma.com"],
    literals: ["figd_", "figoh_", "figor_"],
    body: [run(BASE64URL, 38, 43)],
  }),
  serviceToken("typeform-token", "Typeform personal access token", {
    source: "https://www.typeform.com/developers/get-started/personal-access-token/",
    domains: ["typeform.com"],
    literals: ["tfp_"],
    body: [run(OPEN_BASE64URL, 40, 64)],
  }),
  serviceToken("frameio-token", "Frame.io developer token", {
    source: "https://developer.frame.io/docs/getting-started/authentication",
    domains: ["frame.io"],
    literals: ["fio-u-"],
    body: [run(BASE64URL, 64)],
  }),
  serviceToken("canva-secret", "Canva client secret", {
    source: "https://www.canva.dev/docs/connect/authentication/",
    domains: ["canva.com"],
    literals: ["cnvca"],
    body: [run(BASE64URL, 51)],
  }),
  serviceToken("readme-token", "ReadMe API key", {
    source: "https://docs.readme.com/main/reference/intro/authentication",
    domains: ["readme.io", "readme.com"],
    literals: ["rdme_"],
    body: [run(LOWER_BASE36, 70)],
  }),
  serviceToken("hubspot-token", "HubSpot private app token", {
    source: "https://developers.hubspot.com/docs/guides/apps/private-apps/overview",
    domains: ["hubapi.com", "hubspot.com"],
    literals: ["pat-na1-", "pat-na2-", "pat-eu1-", "pat-ap1-"],
    body: [...uuid(HEX)],
  }),
  serviceToken("clickup-token", "ClickUp personal API token", {
    source: "https://developer.clickup.com/docs/authentication",
    domains: ["clickup.com"],
    literals: ["pk_"],
    apart: true,
    body: [run(DIGIT, 6, 9), "_", run(UPPER_BASE36, 32)],
  }),
  serviceToken("wakatime-key", "WakaTime API key", {
    source: "https://wakatime.com/developers",
    domains: ["wakatime.com"],
    literals: ["waka_"],
    body: [...uuid(LOWER_HEX)],
  }),
];
