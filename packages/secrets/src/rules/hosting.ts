import {
  BASE62,
  BASE64,
  BASE64URL,
  LOWER_BASE36,
  LOWER_HEX,
  OPEN_BASE64URL,
  UPPER_BASE36,
} from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

/** Where programs and pages run, each service with a prefix of its own. */
export const hosting: readonly NativeRule[] = [
  serviceToken("heroku-key", "Heroku API key", {
    source: "https://devcenter.heroku.com/changelog-items/3175",
    domains: ["heroku.com"],
    literals: ["HRKU-AA"],
    body: [run(BASE64URL, 58)],
  }),
  serviceToken("render-key", "Render API key", {
    source: "https://render.com/docs/api",
    domains: ["render.com"],
    literals: ["rnd_"],
    apart: true,
    body: [run(BASE62, 28)],
  }),
  serviceToken("netlify-token", "Netlify access token", {
    source: "https://docs.netlify.com/api/get-started/",
    domains: ["netlify.com"],
    literals: ["nfp_", "nfc_", "nfo_", "nfu_", "nfb_"],
    body: [run(BASE62, 36)],
  }),
  serviceToken("scalingo-token", "Scalingo API token", {
    source: "https://developers.scalingo.com/tokens",
    domains: ["scalingo.com"],
    literals: ["tk-us-"],
    body: [run(BASE64URL, 48)],
  }),
  serviceToken("deno-token", "Deno Deploy token", {
    source: "https://docs.deno.com/deploy/manual/",
    domains: ["deno.com", "deno.dev"],
    literals: ["ddp_", "ddw_"],
    body: [run(BASE62, 36)],
  }),
  serviceToken("val-town-token", "Val Town API token", {
    source: "https://docs.val.town/api/authentication/",
    domains: ["val.town"],
    literals: ["vtwn_"],
    body: [run(BASE62, 20, 40)],
  }),
  serviceToken("tailscale-key", "Tailscale key", {
    source: "https://tailscale.com/docs/reference/key-prefixes",
    domains: ["tailscale.com"],
    literals: ["tskey-api-", "tskey-auth-", "tskey-client-", "tskey-scim-", "tskey-webhook-"],
    body: [run(BASE62, 8, 24), "-", run(BASE62, 16, 64)],
  }),
  serviceToken("upcloud-token", "UpCloud API token", {
    source: "https://developers.upcloud.com/1.3/2-api-tokens/",
    domains: ["upcloud.com"],
    literals: ["ucat_"],
    body: [run(UPPER_BASE36, 26)],
  }),
  serviceToken("exoscale-key", "Exoscale API key", {
    source: "https://community.exoscale.com/platform/api/",
    domains: ["exoscale.com"],
    literals: ["EXO"],
    body: [run(LOWER_HEX, 24)],
  }),
  serviceToken("defined-networking-key", "Defined Networking API key", {
    source: "https://docs.defined.net/api/defined-networking-api/",
    domains: ["defined.net"],
    literals: ["dnkey-"],
    body: [run(OPEN_BASE64URL, 79)],
  }),
  serviceToken("docker-swarm-token", "Docker swarm join token or unlock key", {
    source: "https://docs.docker.com/engine/swarm/join-nodes/",
    domains: [],
    literals: ["SWMTKN-1-"],
    body: [run(LOWER_BASE36, 45, 52), "-", run(LOWER_BASE36, 20, 27)],
  }),
  serviceToken("docker-swarm-key", "Docker swarm unlock key", {
    source: "https://docs.docker.com/engine/swarm/swarm_manager_locking/",
    domains: [],
    literals: ["SWMKEY-1-"],
    body: [run(BASE64, 40, 44)],
  }),
  serviceToken("supabase-management-token", "Supabase access token", {
    source: "https://supabase.com/docs/reference/api/introduction",
    domains: ["supabase.com", "supabase.co"],
    literals: ["sbp_"],
    body: [run(LOWER_HEX, 40)],
  }),
  serviceToken("supabase-secret-key", "Supabase secret key", {
    source: "https://supabase.com/docs/guides/api/api-keys",
    domains: ["supabase.com", "supabase.co"],
    literals: ["sb_secret_"],
    body: [run(BASE64URL, 31)],
  }),
  serviceToken("openshift-token", "OpenShift user token", {
    source:
      "https://docs.openshift.com/container-platform/latest/authentication/understanding-authentication.html",
    domains: [],
    literals: ["sha256~"],
    body: [run(BASE64URL, 43)],
  }),
  serviceToken("alibaba-access-key-id", "Alibaba Cloud access key id", {
    source: "https://www.alibabacloud.com/help/en/ram/user-guide/create-an-accesskey-pair",
    domains: ["aliyuncs.com", "alibabacloud.com"],
    literals: ["LTAI"],
    body: [run(BASE62, 20)],
  }),
  serviceToken("alibaba-session-key-id", "Alibaba Cloud STS access key id", {
    source: "https://www.alibabacloud.com/help/en/ram/product-overview/what-is-sts",
    domains: ["aliyuncs.com", "alibabacloud.com"],
    literals: ["STS."],
    body: [run(BASE62, 22, 32)],
  }),
  serviceToken("yandex-key", "Yandex Cloud API key", {
    source: "https://yandex.cloud/en/docs/iam/concepts/authorization/api-key",
    domains: ["yandex.net", "yandex.com", "yandexcloud.net"],
    literals: ["AQVN"],
    body: [run(BASE64URL, 35, 38)],
  }),
  serviceToken("yandex-static-key", "Yandex Cloud static access key", {
    source: "https://yandex.cloud/en/docs/iam/concepts/authorization/access-key",
    domains: ["yandex.net", "yandex.com", "yandexcloud.net"],
    literals: ["YCM", "YCP"],
    body: [run(BASE64URL, 37)],
  }),
];
