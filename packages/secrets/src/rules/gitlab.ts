import { hasRoutableChecksum, routableToken } from "../checks/gitlab-routable.ts";
import { BASE62, BASE64URL, LOWER_BASE36, LOWER_HEX } from "../token/alphabet.ts";
import { run } from "../token/part.ts";
import { tokenRule, type TokenFormat } from "../token/token-rule.ts";
import type { NativeRule } from "./native-rule.ts";

const audience = ["gitlab.com", "*.gitlab.com"];
const source = "https://docs.gitlab.com/security/tokens/#token-prefixes";

const routablePrefixes = [
  "glpat-",
  "glrt-",
  "glrtr-",
  "glcbt-",
  "gldt-",
  "glptt-",
  "glft-",
  "glimt-",
  "glagent-",
  "gloas-",
  "glsoat-",
  "glffct-",
  "glwt-",
];

export const gitlab: readonly NativeRule[] = [
  tokenRule({
    id: "gitlab-routable-token",
    description: "GitLab routable token",
    source:
      "https://gitlab.com/gitlab-org/gitlab/-/blob/master/lib/authn/token_field/generator/routable_token.rb",
    audience,
    confidence: "high",
    literals: routablePrefixes,
    body: [run(BASE64URL, 27, 300), ".", run(LOWER_BASE36, 2), ".", run(LOWER_BASE36, 9)],
    check: hasRoutableChecksum,
    standsAnywhere: true,
    make: (random) =>
      routableToken(routablePrefixes[random.integer(0, routablePrefixes.length - 1)] ?? "", random),
  }),
  classic("gitlab-personal-token", "GitLab personal, project or group access token", {
    literals: ["glpat-"],
    body: [run(BASE64URL, 20)],
  }),
  classic("gitlab-deploy-token", "GitLab deploy token", { literals: ["gldt-"], body: [run(BASE64URL, 20)] }),
  classic("gitlab-runner-token", "GitLab runner authentication token", {
    literals: ["glrt-", "glrt-t1_", "glrt-t2_", "glrt-t3_"],
    body: [run(BASE64URL, 20)],
  }),
  classic("gitlab-runner-registration-token", "GitLab runner registration token", {
    literals: ["GR1348941"],
    body: [run(BASE64URL, 20)],
  }),
  classic("gitlab-feed-token", "GitLab feed token", { literals: ["glft-"], body: [run(BASE64URL, 20)] }),
  classic("gitlab-scim-token", "GitLab SCIM token", { literals: ["glsoat-"], body: [run(BASE64URL, 20)] }),
  classic("gitlab-feature-flag-token", "GitLab feature flags client token", {
    literals: ["glffct-"],
    body: [run(BASE64URL, 20)],
  }),
  classic("gitlab-incoming-mail-token", "GitLab incoming mail token", {
    literals: ["glimt-"],
    body: [run(BASE64URL, 25)],
  }),
  classic("gitlab-agent-token", "GitLab agent for Kubernetes token", {
    literals: ["glagent-"],
    body: [run(BASE64URL, 50)],
  }),
  classic("gitlab-application-secret", "GitLab OAuth application secret", {
    literals: ["gloas-"],
    body: [run(BASE62, 64)],
  }),
  classic("gitlab-trigger-token", "GitLab pipeline trigger token", {
    literals: ["glptt-"],
    body: [run(LOWER_HEX, 40)],
  }),
  tokenRule({
    id: "gitlab-job-token",
    description: "GitLab CI/CD job token",
    source,
    audience,
    confidence: "medium",
    literals: ["glcbt-"],
    body: [run(LOWER_BASE36, 1, 5), "_", run(BASE64URL, 20)],
  }),
];

function classic(
  id: string,
  description: string,
  { literals, body }: Pick<TokenFormat, "literals" | "body">,
): NativeRule {
  return tokenRule({ id, description, source, audience, confidence: "medium", literals, body });
}
