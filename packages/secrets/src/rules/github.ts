import { decodedObject, encodedObject } from "../checks/json.ts";
import { hasCrcSuffix, withCrcSuffix } from "../checks/crc-suffix.ts";
import { BASE62, BASE64URL, DIGIT } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { tokenRule } from "../token/token-rule.ts";
import type { NativeRule, Random } from "./native-rule.ts";

const audience = ["github.com", "*.github.com", "ghcr.io", "*.githubusercontent.com"];
const source =
  "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats";

const classicPrefixes = ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"];

export const github: readonly NativeRule[] = [
  tokenRule({
    id: "github-token",
    description: "GitHub token",
    source,
    audience,
    confidence: "high",
    literals: classicPrefixes,
    body: [run(BASE62, 36)],
    check: hasCrcSuffix,
    standsAnywhere: true,
    make: (random) =>
      (classicPrefixes[random.integer(0, classicPrefixes.length - 1)] ?? "") +
      withCrcSuffix(random.text(BASE62.characters, 30)),
  }),
  tokenRule({
    id: "github-refresh-token",
    description: "GitHub refresh token",
    source:
      "https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens",
    audience,
    confidence: "high",
    literals: ["ghr_"],
    body: [run(BASE62, 76)],
    check: hasCrcSuffix,
    standsAnywhere: true,
    make: (random) => `ghr_${withCrcSuffix(random.text(BASE62.characters, 70))}`,
  }),
  tokenRule({
    id: "github-installation-token",
    description: "GitHub App installation token",
    source:
      "https://github.blog/changelog/2026-04-24-notice-about-upcoming-new-format-for-github-app-installation-tokens/",
    audience,
    confidence: "high",
    literals: ["ghs_"],
    body: [
      run(DIGIT, 1, 20),
      "_",
      run(BASE64URL, 17, 1000),
      ".",
      run(BASE64URL, 17, 2000),
      ".",
      run(BASE64URL, 17, 1000),
    ],
    check: (token) =>
      typeof decodedObject(token.slice(token.indexOf("_", 4) + 1, token.indexOf(".")))?.["alg"] === "string",
    make: installationToken,
  }),
  tokenRule({
    id: "github-fine-grained-token",
    description: "GitHub fine-grained personal access token",
    source,
    audience,
    confidence: "high",
    literals: ["github_pat_"],
    body: [run(BASE62, 22), "_", run(BASE62, 59)],
  }),
];

function installationToken(random: Random): string {
  const header = encodedObject({ alg: "RS256", typ: "JWT" });
  const payload = encodedObject({
    iss: random.text(DIGIT.characters, 6),
    jti: random.text(BASE62.characters, 20),
  });
  return `ghs_${random.integer(1000, 9_999_999)}_${header}.${payload}.${random.text(BASE64URL.characters, 342)}`;
}
