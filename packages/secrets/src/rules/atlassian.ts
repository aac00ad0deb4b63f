import { BASE62, BASE64URL, UPPER_HEX } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

const domains = ["atlassian.com", "atlassian.net", "bitbucket.org"];

export const atlassian: readonly NativeRule[] = [
  serviceToken("atlassian-token", "Atlassian API token", {
    source:
      "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account/",
    domains,
    literals: ["ATATT3", "ATCTT3"],
    body: [run(BASE64URL, 150, 200), "=", run(UPPER_HEX, 8)],
  }),
  serviceToken("bitbucket-app-password", "Bitbucket app password", {
    source: "https://support.atlassian.com/bitbucket-cloud/docs/app-passwords/",
    domains,
    literals: ["ATBB"],
    body: [run(BASE62, 24), run(UPPER_HEX, 8)],
  }),
];
