/** A rule in gitleaks' terms: a regular expression (RE2 syntax) with the words that must be near. */
export interface GenericRule {
  id: string;
  description: string;
  regex: string;
  /** One of these is in every match. */
  keywords: readonly string[];
  /** The secret has more bits of entropy a character than this. */
  entropy?: number;
  /** What the secret, or the match, must not be. */
  allow?: readonly Allowance[];
}

export interface Allowance {
  target?: "secret" | "match";
  regexes?: readonly string[];
  stopwords?: readonly string[];
}

const QUOTE = "[\\s\"'`\\\\]";
/** `=`, `:`, `:=`, `=>`, `.=`, `?=`, the end of a tag; or the comma between a quoted name and the next argument. */
const OPERATOR = `(?:${QUOTE}{0,4}[.?:|]{0,3}[=:>]{1,2}|["'\`],)`;

/** The regular expression of a value that is assigned to something with a name in `names`; the value is its group. */
export function assignment(names: string, value: string): string {
  return `(?i)(?:${names})[\\w .\\t-]{0,40}${OPERATOR}[\\s"'\`\\\\(]{0,12}(${value})(?:[^\\w=+/([-]|$)`;
}
