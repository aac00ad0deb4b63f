import { BASE62, BASE64URL, LOWER_HEX, OPEN_BASE64URL } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { serviceToken } from "../token/service-token.ts";
import type { NativeRule } from "./native-rule.ts";

/** Services that keep data. */
export const databases: readonly NativeRule[] = [
  serviceToken("neon-key", "Neon API key", {
    source: "https://neon.com/docs/manage/api-keys",
    domains: ["neon.tech", "neon.com"],
    literals: ["napi_"],
    body: [run(BASE62, 64)],
  }),
  serviceToken("neon-password", "Neon role password", {
    source: "https://neon.com/docs/manage/roles",
    domains: ["neon.tech"],
    literals: ["npg_"],
    body: [run(BASE62, 12)],
  }),
  serviceToken("planetscale-credential", "PlanetScale token, password or OAuth token", {
    source: "https://planetscale.com/docs/api/reference/service-tokens",
    domains: ["planetscale.com", "psdb.cloud"],
    literals: ["pscale_tkn_", "pscale_pw_", "pscale_oauth_"],
    body: [run(OPEN_BASE64URL, 32, 64)],
  }),
  serviceToken("mongodb-atlas-secret", "MongoDB Atlas service account secret", {
    source: "https://www.mongodb.com/docs/atlas/api/service-accounts-overview/",
    domains: ["mongodb.com"],
    literals: ["mdb_sa_sk_"],
    body: [run(BASE64URL, 40)],
  }),
  serviceToken("databricks-token", "Databricks personal access token", {
    source: "https://docs.databricks.com/aws/en/dev-tools/auth/pat",
    domains: ["databricks.com", "azuredatabricks.net"],
    literals: ["dapi"],
    body: [run(LOWER_HEX, 32)],
  }),
  serviceToken("cockroach-key", "CockroachDB Cloud API key", {
    source: "https://www.cockroachlabs.com/docs/cockroachcloud/managing-access",
    domains: ["cockroachlabs.cloud"],
    literals: ["CCDB1_"],
    body: [run(BASE62, 22), "_", run(BASE62, 40)],
  }),
  serviceToken("astra-token", "DataStax Astra application token", {
    source: "https://docs.datastax.com/en/astra-db-serverless/administration/manage-application-tokens.html",
    domains: ["datastax.com"],
    literals: ["AstraCS:"],
    body: [run(BASE62, 24), ":", run(LOWER_HEX, 64)],
  }),
  serviceToken("elastic-key", "Elastic Cloud API key", {
    source: "https://www.elastic.co/docs/deploy-manage/api-keys/elastic-cloud-api-keys",
    domains: ["elastic-cloud.com", "elastic.co"],
    literals: ["essu_"],
    body: [run(BASE64URL, 64, 120)],
  }),
  serviceToken("clickhouse-key", "ClickHouse Cloud API secret", {
    source: "https://clickhouse.com/docs/cloud/manage/openapi",
    domains: ["clickhouse.cloud"],
    literals: ["4b1d"],
    body: [run(BASE62, 38)],
  }),
  serviceToken("prisma-key", "Prisma Accelerate key", {
    source: "https://www.prisma.io/docs/accelerate/getting-started",
    domains: ["prisma-data.net"],
    literals: ["sec_prisma_"],
    body: [run(BASE64URL, 20, 64)],
  }),
];
