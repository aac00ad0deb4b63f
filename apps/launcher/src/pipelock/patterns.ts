export interface PipelockPattern {
  name: string;
  /** RE2; pipelock puts `(?i)` before it, `(?-i:…)` takes that back. */
  regex: string;
}

/**
 * What pipelock looks for besides its own core rules: tokens whose form alone gives them away. The stock list costs
 * three times the CPU, refuses more harmless bodies and finds nothing further.
 */
export const pipelockPatterns: readonly PipelockPattern[] = [
  { name: "GitHub token", regex: "(?-i:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{36})" },
  { name: "GitLab token", regex: "(?-i:glpat-[A-Za-z0-9_-]{20})" },
  { name: "Slack token", regex: "(?-i:xox[bpras]-[0-9A-Za-z-]{15})" },
  { name: "AWS access key", regex: "(?-i:(?:AKIA|ASIA)[A-Z2-7]{16})" },
  { name: "Anthropic key", regex: "sk-ant-(?:api|oat|ort|admin)[0-9]{2}-[A-Za-z0-9_-]{20,}" },
  { name: "OpenAI key", regex: "sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20,}" },
  { name: "Google API key", regex: "(?-i:AIza)[0-9A-Za-z_-]{35}" },
  { name: "Google OAuth secret", regex: "(?-i:GOCSPX)-[A-Za-z0-9_-]{28,}" },
  { name: "Stripe live key", regex: "[sr]k_live_[A-Za-z0-9]{20,}" },
  { name: "npm token", regex: "npm_[A-Za-z0-9]{36}" },
  { name: "PyPI token", regex: "pypi-AgEI[A-Za-z0-9_-]{50,}" },
  { name: "Hugging Face token", regex: "hf_[A-Za-z0-9]{30,}" },
  { name: "Slack app token", regex: "xapp-[0-9]-[A-Z0-9]+-[0-9]+-[a-f0-9]{20,}" },
  { name: "SendGrid key", regex: "(?-i:SG)\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}" },
  { name: "Vault token", regex: "hvs\\.[A-Za-z0-9_-]{23,}" },
  { name: "DigitalOcean token", regex: "do[opr]_v1_[a-f0-9]{64}" },
];
