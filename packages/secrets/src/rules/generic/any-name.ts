import { assignment, type GenericRule } from "./generic-rule.ts";

const NAMES = [
  "secret",
  "token",
  "password",
  "passwd",
  "pwd",
  "credentials?",
  "creds",
  "api[_ .-]?key",
  "apikey",
  "access[_-]?key",
  "auth[_-]?key",
  "private[_-]?key",
  "client[_-]?key",
  "encryption[_-]?key",
  "master[_-]?key",
  "signing[_-]?key",
  "account[_-]?key",
  "sdk[_-]?key",
  "service[_-]?key",
  "app(?:lication)?[_-]?key",
];

/** Begins a name that says of a value that it is no secret; what is published, and what is made afresh for each page. */
const HARMLESS = "(?:public|publishable|csrf|xsrf|authenticity)[\\w-]{0,12}";

/** Names of what only leads to a secret, or describes it. */
const ABOUT_SECRETS =
  "(?i)(?:tokeni[sz]|secrets?[_-]?(?:id|name|ref|arn|path|size|length)|token[_-]?(?:file|type|url|name|id\\b)|key[_-]?(?:file|name|path|id\\b))";

const WORDS = [
  "example",
  "placeholder",
  "changeme",
  "your",
  "xxxx",
  "secret",
  "password",
  "token",
  "12345",
  "abcdef",
  "abc123",
  "a1b2c3",
  "snapshot",
  "redacted",
];

/** Whatever the service: a value of high entropy that its name calls a secret. */
export const anyNameRules: readonly GenericRule[] = [
  {
    id: "generic-secret",
    description: "value that its name calls a secret",
    regex: assignment([HARMLESS, ...NAMES].join("|"), "[\\w.=+/~-]{16,150}"),
    keywords: ["secret", "token", "password", "passwd", "pwd", "credential", "creds", "key"],
    entropy: 3.5,
    allow: [
      { target: "match", regexes: [`(?i)^${HARMLESS}`, ABOUT_SECRETS] },
      {
        regexes: [
          "^[A-Za-z_.-]+=*$",
          "^[0-9.,-]+$",
          "\\.\\.",
          "^[a-z]+(?:[._/-][a-z0-9]{1,12}){2,}$",
          "\\.(?:com|net|org|io|json|ya?ml|pem|p12|crt|cer|key|txt|ts|js|go|py)\\b",
          "^/|//",
        ],
        stopwords: WORDS,
      },
    ],
  },
  {
    id: "generic-password",
    description: "password in clear text",
    regex:
      "(?i)\\b(?:clear[_-]?text[_-]?)?password[\"'\\s]{1,12}(?:value\\s{0,3}=|[=:])\\s{0,3}[\"']([^\\s\"'${}<>()\\[\\]]{9,64})[\"']",
    keywords: ["password"],
    allow: [{ regexes: ["^\\W+$", "^(?:[A-Z_]+|[a-z]+(?:[._-][a-z]+)*)$", "^[%*.x]+$", "\\+"] }],
  },
  {
    id: "terraform-password",
    description: "password in clear text, as Terraform and other HCL files write it",
    regex:
      '(?m)^[ \\t]{0,12}(?:administrator_login_)?password[ \\t]{2,12}=[ \\t]{1,4}"([\\w!@#%^&*+-]{8,64})"',
    keywords: ["password"],
    entropy: 2,
    allow: [{ stopwords: ["example", "placeholder", "changeme", "your"] }],
  },
  {
    id: "curl-user-password",
    description: "password on the command line of curl",
    regex:
      "\\bcurl\\b[^\\n]{0,200}?\\s(?:-u|--user)[=\\s]{0,3}[\"']?([^\\s\"':$<>\\[]{0,64}[\"']?:[\"']?[^\\s\"'$<>\\[][^\\s\"'<>\\[]{2,127})",
    keywords: ["curl"],
    entropy: 2,
    allow: [
      {
        regexes: [
          "\\{\\{|\\$\\{|\\$\\(",
          "^(?:user|username|admin|foo|test):(?:pass|password|passwd|admin|bar|test)$",
        ],
      },
    ],
  },
  {
    id: "curl-authorization",
    description: "credentials in a header on the command line of curl",
    regex:
      "(?i)\\bcurl\\b(?s:.){0,200}?(?:-H|--header)[=\\s]{0,3}[\"'](?:authorization:\\s{0,5}(?:basic |bearer |token |apikey )?|(?:x-(?:[a-z]{1,20}-)?)?(?:api-?|auth-?|access-?)?(?:key|token):\\s{0,5})([\\w=~@.+/-]{8,})[\"']",
    keywords: ["curl"],
    entropy: 2.5,
  },
];
