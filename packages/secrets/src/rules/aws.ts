import { accountOf } from "../checks/aws-account.ts";
import { BASE32, BASE64 } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { tokenRule } from "../token/token-rule.ts";
import { assignedRule } from "../token/assigned-rule.ts";
import type { NativeRule } from "./native-rule.ts";

const audience = ["*.amazonaws.com", "*.amazonaws.com.cn", "*.api.aws"];

const keyIdPrefixes = ["AKIA", "ASIA", "ABIA", "ACCA"];
const bedrockMarker = Buffer.from("BedrockAPIKey-").toString("base64").slice(0, 18);

export const aws: readonly NativeRule[] = [
  tokenRule({
    id: "aws-access-key-id",
    description: "AWS access key id",
    source:
      "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes",
    audience,
    confidence: "medium",
    literals: keyIdPrefixes,
    body: [run(BASE32, 16)],
    check: (id) => accountOf(id) < 1e12 && !id.endsWith("EXAMPLE"),
    make: (random) =>
      (keyIdPrefixes[random.integer(0, 3)] ?? "") +
      `Q${random.text(BASE32.characters.slice(0, 16), 1)}${random.text(BASE32.characters, 14)}`,
  }),
  assignedRule({
    id: "aws-secret-access-key",
    description: "AWS secret access key",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
    audience,
    confidence: "high",
    names: [
      "aws_secret_access_key",
      "AWS_SECRET_ACCESS_KEY",
      "SecretAccessKey",
      "secretAccessKey",
      "aws_secret_key",
      "AWS_SECRET_KEY",
      "awsSecretKey",
    ],
    value: run(BASE64, 40),
    check: (secret) => !secret.endsWith("EXAMPLEKEY"),
  }),
  tokenRule({
    id: "aws-bedrock-key",
    description: "Amazon Bedrock API key",
    source: "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html",
    audience,
    confidence: "high",
    literals: [`ABSK${bedrockMarker}`],
    body: [run(BASE64, 80, 300)],
  }),
  tokenRule({
    id: "aws-bedrock-session-key",
    description: "Amazon Bedrock short-lived API key",
    source: "https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html",
    audience,
    confidence: "high",
    literals: [`bedrock-api-key-${Buffer.from("bedrock.amazonaws.com").toString("base64")}`],
    body: [run(BASE64, 100, 4096)],
  }),
];
