import { holdsBasicCredentials } from "../checks/basic-credentials.ts";
import { isPlaceholder } from "../checks/placeholder.ts";
import { alphabet, BASE62, BASE64, BASE64URL } from "../token/alphabet.ts";
import { assignedRule } from "../token/assigned-rule.ts";
import { run } from "../token/part.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule, Random } from "./native-rule.ts";

const PADDED_BASE64 = alphabet(`${BASE64.characters}=`);

/** Files that tools keep credentials in, known by the names of their keys. */
export const credentialFiles: readonly NativeRule[] = [
  assignedRule({
    id: "npmrc-token",
    description: "registry token in .npmrc",
    source: "https://docs.npmjs.com/cli/configuring-npm/npmrc#auth-related-configuration",
    audience: [],
    confidence: "medium",
    names: [":_authToken"],
    value: run(alphabet(`${BASE64URL.characters}.+/=`), 16, 2048),
    check: (token) => !isPlaceholder(token),
  }),
  assignedRule({
    id: "npmrc-password",
    description: "registry credentials in .npmrc",
    source: "https://docs.npmjs.com/cli/configuring-npm/npmrc#auth-related-configuration",
    audience: [],
    confidence: "medium",
    names: [":_auth", "_auth"],
    value: run(PADDED_BASE64, 12, 512),
    check: holdsBasicCredentials,
    make: basicCredentials,
  }),
  assignedRule({
    id: "docker-registry-password",
    description: "registry credentials in a Docker configuration",
    source: "https://docs.docker.com/reference/cli/docker/login/#credential-stores",
    audience: [],
    confidence: "high",
    names: ['"auth"', '\\"auth\\"'],
    value: run(PADDED_BASE64, 12, 4096),
    check: holdsBasicCredentials,
    make: basicCredentials,
  }),
  assignedRule({
    id: "kubeconfig-client-key",
    description: "client key in a kubeconfig",
    source: "https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/#AuthInfo",
    audience: [],
    confidence: "high",
    names: ["client-key-data"],
    value: run(PADDED_BASE64, 64, 16_000),
    check: (data) => Buffer.from(data, "base64").toString("latin1").includes("PRIVATE KEY-----"),
    make: (random) =>
      Buffer.from(
        `-----BEGIN PRIVATE KEY-----\n${random.text(BASE64.characters, 120)}\n-----END PRIVATE KEY-----\n`,
      ).toString("base64"),
  }),
  tokenRule({
    id: "basic-authorization",
    description: "credentials in an Authorization header",
    source: "https://www.rfc-editor.org/rfc/rfc7617",
    audience: [],
    confidence: "low",
    literals: ["Basic ", "basic "],
    body: [run(PADDED_BASE64, 12, 512)],
    check: (header) => holdsBasicCredentials(header.slice("Basic ".length)),
    make: (random) => `Basic ${basicCredentials(random)}`,
  }),
];

function basicCredentials(random: Random): string {
  return Buffer.from(`${random.text(BASE62.characters, 6)}:${random.text(BASE62.characters, 17)}`).toString(
    "base64",
  );
}
