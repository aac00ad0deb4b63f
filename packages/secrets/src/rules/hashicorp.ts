import { isProtobuf } from "../checks/protobuf.ts";
import { BASE62, BASE64URL } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken, withSubdomains } from "../token/service-token.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

const vault = "https://developer.hashicorp.com/vault/docs/concepts/tokens";
const domains = ["hashicorp.cloud"];

export const hashicorp: readonly NativeRule[] = [
  tokenRule({
    id: "vault-service-token",
    description: "HashiCorp Vault service token",
    source: vault,
    audience: withSubdomains(domains),
    confidence: "high",
    literals: ["hvs.", "hvr."],
    body: [run(BASE64URL, 86, 160)],
    check: (token) => isProtobuf(Buffer.from(token.slice(4), "base64url")),
    make: (random) => {
      const fields = [
        Buffer.from([8, 1, 18, 32]),
        Buffer.from(random.text(BASE62.characters, 32)),
        Buffer.from([26, 28]),
        Buffer.from(random.text(BASE62.characters, 28)),
      ];
      return `hvs.${Buffer.concat(fields).toString("base64url")}`;
    },
  }),
  serviceToken("vault-root-token", "HashiCorp Vault token without a server-side signature", {
    source: vault,
    domains,
    literals: ["hvs.", "hvr."],
    body: [run(BASE62, 24)],
  }),
  serviceToken("vault-batch-token", "HashiCorp Vault batch token", {
    source: vault,
    domains,
    literals: ["hvb."],
    body: [run(BASE64URL, 130, 300)],
  }),
  serviceToken("terraform-token", "Terraform Cloud API token", {
    source: "https://developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens",
    domains: ["terraform.io"],
    literals: [".atlasv1."],
    left: run(BASE62, 14),
    body: [run(BASE64URL, 60, 70)],
  }),
];
