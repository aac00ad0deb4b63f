import { BASE62, BASE64, BASE64URL, HEX, LOWER_BASE36, LOWER_HEX, UPPER_BASE36 } from "../token/alphabet.ts";
import { run, uuid } from "../token/part.ts";
import { serviceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

/** Builds, deployments, tests, and what else developers use, each service with a prefix of its own. */
export const developerTools: readonly NativeRule[] = [
  serviceToken("postman-key", "Postman API key", {
    source: "https://learning.postman.com/docs/reference/postman-api/authentication/",
    domains: ["postman.com", "getpostman.com"],
    literals: ["PMAK-"],
    body: [run(HEX, 24), "-", run(HEX, 34)],
  }),
  serviceToken("buildkite-token", "Buildkite token", {
    source: "https://buildkite.com/docs/apis/managing-api-tokens",
    domains: ["buildkite.com"],
    literals: ["bkua_", "bkaa_", "bkpi_", "bkct_", "bkpt_", "bkpat_", "bkcq_"],
    body: [run(BASE62, 36, 80)],
  }),
  serviceToken("circleci-token", "CircleCI token", {
    source: "https://circleci.com/docs/managing-api-tokens/",
    domains: ["circleci.com"],
    literals: ["CCIPAT_", "CCIPRJ_"],
    body: [run(BASE62, 22), "_", run(LOWER_HEX, 40)],
  }),
  serviceToken("pulumi-token", "Pulumi access token", {
    source: "https://www.pulumi.com/docs/pulumi-cloud/access-management/access-tokens/",
    domains: ["pulumi.com"],
    literals: ["pul-"],
    body: [run(LOWER_HEX, 40)],
  }),
  serviceToken("prefect-key", "Prefect API key", {
    source: "https://docs.prefect.io/v3/how-to-guides/cloud/manage-users/api-keys",
    domains: ["prefect.cloud"],
    literals: ["pnu_", "pnb_"],
    body: [run(BASE62, 36)],
  }),
  serviceToken("octopus-key", "Octopus Deploy API key", {
    source: "https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key",
    domains: ["octopus.app", "octopus.com"],
    literals: ["API-"],
    body: [run(UPPER_BASE36, 26)],
  }),
  serviceToken("cursor-key", "Cursor API key", {
    source: "https://cursor.com/docs/api",
    domains: ["cursor.com"],
    literals: ["key_"],
    body: [run(LOWER_HEX, 64)],
  }),
  serviceToken("launchdarkly-key", "LaunchDarkly access token or SDK key", {
    source: "https://launchdarkly.com/docs/home/account/api",
    domains: ["launchdarkly.com"],
    literals: ["api-", "sdk-"],
    body: [...uuid(LOWER_HEX)],
  }),
  serviceToken("sourcegraph-token", "Sourcegraph access token", {
    source: "https://sourcegraph.com/docs/cli/how-tos/creating-an-access-token",
    domains: ["sourcegraph.com"],
    literals: ["sgp_"],
    body: [run(HEX, 16), "_", run(HEX, 40)],
  }),
  serviceToken("sourcegraph-local-token", "Sourcegraph access token", {
    source: "https://sourcegraph.com/docs/cli/how-tos/creating-an-access-token",
    domains: ["sourcegraph.com"],
    literals: ["sgp_local_", "sgp_"],
    body: [run(HEX, 40)],
  }),
  serviceToken("sonar-token", "SonarQube token", {
    source: "https://docs.sonarsource.com/sonarqube-server/user-guide/managing-tokens/",
    domains: ["sonarcloud.io", "sonarqube.us"],
    literals: ["squ_", "sqp_", "sqa_"],
    body: [run(LOWER_HEX, 40)],
  }),
  serviceToken("infracost-key", "Infracost API key", {
    source: "https://www.infracost.io/docs/integrations/infracost_api/",
    domains: ["infracost.io"],
    literals: ["ico-"],
    body: [run(BASE62, 32)],
  }),
  serviceToken("harness-key", "Harness API key", {
    source: "https://developer.harness.io/docs/platform/automation/api/add-and-manage-api-keys/",
    domains: ["harness.io"],
    literals: ["pat.", "sat."],
    body: [run(BASE64URL, 22), ".", run(LOWER_HEX, 24), ".", run(BASE62, 20)],
  }),
  serviceToken("settlemint-token", "SettleMint access token", {
    source: "https://console.settlemint.com/documentation/",
    domains: ["settlemint.com"],
    literals: ["sm_pat_", "sm_aat_", "sm_sat_"],
    body: [run(BASE62, 16)],
  }),
  serviceToken("mergify-key", "Mergify application key", {
    source: "https://docs.mergify.com/api/",
    domains: ["mergify.com"],
    literals: ["mergify_application_key_"],
    body: [run(BASE62, 64)],
  }),
  serviceToken("mapbox-token", "Mapbox token", {
    source: "https://docs.mapbox.com/api/accounts/tokens/",
    domains: ["mapbox.com"],
    literals: ["sk.eyJ", "tk.eyJ"],
    body: [run(BASE64URL, 40, 200), ".", run(BASE64URL, 22)],
  }),
  serviceToken("contentful-token", "Contentful management token", {
    source: "https://www.contentful.com/developers/docs/references/authentication/",
    domains: ["contentful.com"],
    literals: ["CFPAT-"],
    body: [run(BASE64URL, 43)],
  }),
  serviceToken("apify-token", "Apify API token", {
    source: "https://docs.apify.com/platform/integrations/api",
    domains: ["apify.com"],
    literals: ["apify_api_"],
    body: [run(BASE62, 36)],
  }),
  serviceToken("zuplo-key", "Zuplo API key", {
    source: "https://zuplo.com/docs/articles/api-key-management",
    domains: ["zuplo.com", "zuplo.dev"],
    literals: ["zpka_"],
    body: [run(BASE62, 32), "_", run(LOWER_HEX, 8)],
  }),
  serviceToken("workato-token", "Workato developer API token", {
    source: "https://docs.workato.com/workato-api/api-clients.html",
    domains: ["workato.com"],
    literals: ["wrka"],
    body: [
      run(LOWER_BASE36, 2),
      "-eyJ",
      run(BASE64URL, 10, 400),
      ".",
      run(BASE64URL, 10, 1000),
      ".",
      run(BASE64URL, 40, 800),
    ],
  }),
  serviceToken("devcycle-key", "DevCycle SDK key", {
    source: "https://docs.devcycle.com/platform/account-management/sdk-keys",
    domains: ["devcycle.com"],
    literals: ["dvc_server_"],
    body: [run(BASE64URL, 24, 64)],
  }),
  serviceToken("configcat-key", "ConfigCat SDK key", {
    source: "https://configcat.com/docs/sdk-reference/overview/",
    domains: ["configcat.com"],
    literals: ["configcat-sdk-1/"],
    body: [run(BASE64URL, 22), "/", run(BASE64URL, 22)],
  }),
  serviceToken("devin-key", "Devin API key", {
    source: "https://docs.devin.ai/api-reference/authentication",
    domains: ["devin.ai"],
    literals: ["apk_user_dXNlci", "apk_b3JnL"],
    body: [run(BASE64, 64, 200)],
  }),
  serviceToken("devin-service-token", "Devin service user token", {
    source: "https://docs.devin.ai/api-reference/authentication",
    domains: ["devin.ai"],
    literals: ["cog_"],
    body: [run(LOWER_BASE36, 52)],
  }),
  serviceToken("ionic-token", "Ionic personal access token", {
    source: "https://ionic.io/docs/appflow/personal-access-tokens",
    domains: ["ionic.io", "ionicjs.com"],
    literals: ["ion_"],
    body: [run(BASE62, 42)],
  }),
  serviceToken("lichess-token", "Lichess personal access token", {
    source: "https://lichess.org/api#section/Introduction/Authentication",
    domains: ["lichess.org"],
    literals: ["lip_"],
    body: [run(BASE62, 20)],
  }),
  serviceToken("thunderstore-token", "Thunderstore API token", {
    source: "https://thunderstore.io/api/docs/",
    domains: ["thunderstore.io"],
    literals: ["tss_"],
    body: [run(BASE62, 36)],
  }),
  serviceToken("onesignal-key", "OneSignal API key", {
    source: "https://documentation.onesignal.com/docs/keys-and-ids",
    domains: ["onesignal.com"],
    literals: ["os_v2_app_", "os_v2_org_"],
    body: [run(LOWER_BASE36, 100, 110)],
  }),
  serviceToken("endor-secret", "Endor Labs API secret", {
    source: "https://docs.endorlabs.com/rest-api/authentication/",
    domains: ["endorlabs.com"],
    literals: ["endr+"],
    body: [run(BASE64URL, 16)],
  }),
  serviceToken("cloudsmith-key", "Cloudsmith API key", {
    source: "https://docs.cloudsmith.com/accounts-and-teams/api-key",
    domains: ["cloudsmith.io"],
    literals: ["csa_"],
    body: [run(BASE62, 36)],
  }),
  serviceToken("aikido-secret", "Aikido client secret", {
    source: "https://apidocs.aikido.dev/reference/authorization",
    domains: ["aikido.dev"],
    literals: ["AIK_SECRET_", "AIK_CI_"],
    body: [run(BASE62, 64)],
  }),
  serviceToken("unkey-root-key", "Unkey root key", {
    source: "https://www.unkey.com/docs/security/root-keys",
    domains: ["unkey.com", "unkey.dev"],
    literals: ["unkey_"],
    body: [run(BASE62, 16, 32)],
  }),
];
