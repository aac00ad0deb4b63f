import { assignment, type GenericRule } from "./generic-rule.ts";
import { UUID } from "./service-secret.ts";

/** Id, what it is, a literal that is in all of them, the regular expression. */
type Shape = readonly [
  id: string,
  description: string,
  keywords: readonly string[],
  regex: string,
  more?: Pick<GenericRule, "entropy" | "allow">,
];

const shapes: readonly Shape[] = [
  ["github", "GitHub token", ["ghp_", "gho_", "ghu_", "ghs_", "ghr_"], "gh[pousr]_[0-9A-Za-z]{36}"],
  ["github-fine-grained", "GitHub fine-grained token", ["github_pat_"], "github_pat_\\w{82}"],
  ["npm", "npm token", ["npm_"], "npm_[0-9A-Za-z]{36}"],
  [
    "gitlab-routable",
    "GitLab routable token",
    ["glpat-", "glrt-", "glcbt-", "gldt-"],
    "gl(?:pat|rt|cbt|dt|ptt|ft|agent)-(?:t\\d_)?[\\w-]{27,100}\\.(?:[0-9a-z]{2}\\.)?[0-9a-z]{9}",
  ],
  ["gitlab-session", "GitLab session cookie", ["_gitlab_session"], "_gitlab_session=[0-9a-z]{32}"],
  [
    "aws-access-key-id",
    "AWS access key id",
    ["a3t", "akia", "asia", "abia", "acca"],
    "\\b(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\\b",
    { allow: [{ stopwords: ["example"] }] },
  ],
  [
    "aws-bedrock",
    "Amazon Bedrock key",
    ["bedrock-api-key-", "absk"],
    "bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t|\\bABSKQmVkcm9ja0FQSUtleS[0-9A-Za-z+/]{90,}={0,2}",
  ],
  ["vault", "HashiCorp Vault token", ["hvs."], "\\bhvs\\.[\\w-]{86,160}"],
  [
    "vault-legacy",
    "HashiCorp Vault token of the old form",
    ["s."],
    assignment("vault|token", "s\\.[0-9A-Za-z]{24}"),
    { allow: [{ regexes: ["^[^0-9]*$"] }] },
  ],
  ["fly", "Fly.io token", ["fm1", "fm2_", "flyv1"], "\\b(?:fm1[ar]_|fm2_|FlyV1 )[\\w+/=,-]{60,}"],
  [
    "grafana",
    "Grafana token",
    ["glsa_", "glc_", "eyjrijoi"],
    "\\bgls?[ac]_[0-9A-Za-z+/_]{32,}|\\beyJrIjoi[0-9A-Za-z+/]{50,}",
  ],
  ["pypi", "PyPI token", ["pypi-ageichlwas5vcmc"], "pypi-AgEIcHlwaS5vcmc[\\w-]{50,}"],
  ["sendgrid", "SendGrid API key", ["sg."], "\\bSG\\.[\\w=.-]{66}(?:[^\\w=.-]|$)"],
  ["cloudflare", "Cloudflare token", ["cfk_", "cfut_", "cfat_"], "\\bcf(?:k|ut|at)_[0-9A-Za-z]{44,56}\\b"],
  ["atlassian", "Atlassian API token", ["atatt3", "atctt3"], "\\bAT[AC]TT3[\\w=-]{186}"],
  ["artifactory", "JFrog reference token", ["cmvmd"], "\\bcmVmd[0-9A-Za-z]{59}\\b"],
  [
    "hashicorp-terraform",
    "Terraform Cloud token",
    [".atlasv1."],
    "(?i)[0-9a-z]{14}\\.atlasv1\\.[\\w=-]{60,70}",
  ],
  ["jwt-in-base64", "JSON Web Token in base64", ["zxlk"], "\\bZXlK[0-9A-Za-z+/_-]{40,}={0,2}"],
  [
    "jwt-unsigned",
    "JSON Web Token without a signature",
    ["eyj"],
    "\\beyJ[\\w-]{14,}\\.eyJ[\\w/+-]{14,}={0,2}",
  ],
  [
    "slack",
    "Slack token",
    ["xox", "xapp-"],
    "(?i)\\b(?:xox[abprsoc]-[0-9]{1,14}-[\\w-]{10,160}|xapp-\\d-[0-9a-z]{8,14}-\\d{8,15}-[0-9a-z]{32,64})",
  ],
  ["slack-cookie", "Slack session cookie", ["xoxd-"], "\\bxoxd-[\\w%+/=\\\\-]{60,}"],
  [
    "sidekiq",
    "credentials of Sidekiq's gem server",
    ["contribsys"],
    "(?i)BUNDLE_(?:ENTERPRISE|GEMS)__CONTRIBSYS__COM[\\w -]{0,20}[\"'`\\s]{0,4}[=:>,.?]{1,5}[\\s\"'`]{0,10}([0-9a-f]{8}:[0-9a-f]{8})|https?://([0-9a-f]{8}:[0-9a-f]{8})@(?:gems|enterprise)\\.contribsys\\.com",
    { entropy: 2 },
  ],
  ["age", "age secret key", ["age-secret-key-1"], "AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}", { entropy: 0 }],
  ["gc-notify", "GC Notify API key", ["gcntfy-"], `(?i)gcntfy-[\\w-]{1,60}?-${UUID}-${UUID}`],
  ["aiven", "Aiven token", ["aivenv1"], "aivenv1 [0-9A-Za-z+/=]{372}"],
  ["intra42", "42 client secret", ["s-s4t2"], "\\bs-s4t2(?:ud|af)-[0-9a-f]{64}"],
  [
    "teams-webhook",
    "Microsoft Teams webhook",
    ["webhook.office.com"],
    "webhook\\.office\\.com/webhookb2/[\\w-]{36}@[\\w-]{36}/IncomingWebhook/\\w{32}/[\\w-]{36}",
  ],
  ["facebook-page", "Facebook access token", ["eaac", "eaam"], "\\bEAA[CM][0-9A-Za-z]{100,}"],
  [
    "azure-connection",
    "Azure connection string",
    ["secret="],
    "\\bEndpoint=https://[\\w.-]{3,80};Id=[\\w+/=:.-]{4,80};Secret=[0-9A-Za-z+/]{43}=",
  ],
  [
    "freemius",
    "Freemius secret key",
    ["secret_key"],
    "[\"']secret_key[\"']\\s{0,3}=>\\s{0,3}[\"'](sk_[^\\s\"']{29})[\"']",
  ],
];

/**
 * Prefixes of known services without what the native rules verify behind them: a checksum that does not hold, or a form that is
 * older or undocumented. Not every such text is a credential.
 */
export const shapeRules: readonly GenericRule[] = shapes.map(([id, description, keywords, regex, more]) => ({
  id: `shape-${id}`,
  description: `what looks like: ${description}`,
  regex,
  keywords,
  entropy: 2.8,
  ...more,
}));
