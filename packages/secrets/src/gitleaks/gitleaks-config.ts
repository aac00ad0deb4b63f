import type { Regex } from "../regex/regex-node.ts";

/** What a gitleaks configuration says, with everything that it extends, defaults filled in. */
export interface GitleaksConfig {
  title: string;
  /** Path of its file; a scanned file with this path is not looked at. */
  path: string;
  /** By id, in the order in which findings of one buffer are told. */
  rules: ReadonlyMap<string, GitleaksRule>;
  /** For the findings of all rules. */
  allowlists: readonly Allowlist[];
}

export interface GitleaksRule {
  id: string;
  description: string;
  regex: Pattern | undefined;
  /** Where it applies; without `regex` the path is the finding. */
  path: Pattern | undefined;
  /** Which group is the secret; 0: the first that is not empty, or else the match. */
  secretGroup: number;
  /** In bits per byte; a secret must have more. 0: any will do. */
  entropy: number;
  /** In lower case; one of them must be in the buffer, if there are any. */
  keywords: readonly string[];
  tags: readonly string[];
  allowlists: readonly Allowlist[];
  /** Rules that must have a finding nearby too. */
  required: readonly RequiredRule[];
  /** Only there to be required by others. */
  skipReport: boolean;
}

export interface RequiredRule {
  id: string;
  withinLines: number | undefined;
  withinColumns: number | undefined;
}

/** When a finding is none. */
export interface Allowlist {
  /** Whether all kinds of checks that it has must agree, or one is enough. */
  condition: "and" | "or";
  /** Commit ids in lower case. */
  commits: ReadonlySet<string>;
  paths: Pattern | undefined;
  regexes: Pattern | undefined;
  regexTarget: "secret" | "match" | "line";
  /** In lower case; looked for in the secret. */
  stopwords: readonly string[];
}

/** A regular expression as written, and as read. */
export interface Pattern {
  source: string;
  regex: Regex;
}
