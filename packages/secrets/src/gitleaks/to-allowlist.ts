import type { WrittenAllowlist } from "./config-schema.ts";
import type { Allowlist } from "./gitleaks-config.ts";
import { GitleaksConfigError } from "./gitleaks-config-error.ts";
import { joinedPattern } from "./pattern.ts";

/** `where` names the list in errors. */
export function toAllowlist(written: WrittenAllowlist, where: string): Allowlist {
  const { commits, paths, regexes, stopwords } = written;
  const lists = [commits, paths, regexes, stopwords];
  const condition = toCondition(written.condition, where);
  const regexTarget = toTarget(written.regextarget, where);
  if (lists.every((list) => list.length === 0)) {
    throw new GitleaksConfigError(
      `${where} must contain at least one check for: commits, paths, regexes, or stopwords`,
    );
  }
  return {
    condition,
    regexTarget,
    commits: new Set(commits.map((commit) => commit.trim().toLowerCase())),
    paths: joinedPattern(paths, `${where} paths`),
    regexes: joinedPattern(regexes, `${where} regexes`),
    stopwords: [...new Set(stopwords.map((word) => word.toLowerCase()))],
  };
}

function toCondition(written: string, where: string): Allowlist["condition"] {
  switch (written.toUpperCase()) {
    case "AND":
    case "&&":
      return "and";
    case "":
    case "OR":
    case "||":
      return "or";
    default:
      throw new GitleaksConfigError(
        `${where} unknown allowlist |condition| '${written}' (expected 'and', 'or')`,
      );
  }
}

function toTarget(written: string, where: string): Allowlist["regexTarget"] {
  switch (written) {
    case "":
    case "secret":
      return "secret";
    case "match":
    case "line":
      return written;
    default:
      throw new GitleaksConfigError(
        `${where} unknown allowlist |regexTarget| '${written}' (expected 'match', 'line')`,
      );
  }
}
