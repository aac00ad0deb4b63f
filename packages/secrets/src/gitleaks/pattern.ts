import { parseRegex } from "../regex/parse-regex.ts";
import { RegexError } from "../regex/regex-error.ts";
import type { Pattern } from "./gitleaks-config.ts";
import { GitleaksConfigError } from "./gitleaks-config-error.ts";

/** Reads an expression; `where` names it in the error. */
export function pattern(source: string, where: string): Pattern {
  try {
    return { source, regex: parseRegex(source) };
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    throw new GitleaksConfigError(`${where}: ${error.message} in the expression "${source}"`);
  }
}

/** As gitleaks joins a list: one expression, so that a `(?i)` in one of them holds in those behind it. */
export function joinedPattern(sources: readonly string[], where: string): Pattern | undefined {
  if (sources.length === 0) return undefined;
  for (const source of sources) pattern(source, where);
  return pattern(`(?:${sources.join("|")})`, where);
}
