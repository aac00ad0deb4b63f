import type { WrittenRule } from "./config-schema.ts";
import type { GitleaksRule } from "./gitleaks-config.ts";
import { GitleaksConfigError } from "./gitleaks-config-error.ts";
import { pattern } from "./pattern.ts";
import { toAllowlist } from "./to-allowlist.ts";

export function toRule(written: WrittenRule): GitleaksRule {
  const { id, allowlist } = written;
  if (allowlist !== undefined && written.allowlists.length > 0) {
    throw new GitleaksConfigError(
      `${id}: [rules.allowlist] is deprecated, it cannot be used alongside [[rules.allowlists]]`,
    );
  }
  const allowlists = allowlist === undefined ? written.allowlists : [allowlist];
  return {
    id,
    description: written.description,
    regex: written.regex === "" ? undefined : pattern(written.regex, `${id}: regex`),
    path: written.path === "" ? undefined : pattern(written.path, `${id}: path`),
    secretGroup: written.secretgroup,
    entropy: written.entropy,
    keywords: written.keywords.map((keyword) => keyword.toLowerCase()),
    tags: written.tags,
    allowlists: allowlists.map((list) => toAllowlist(list, `${id}: [[rules.allowlists]]`)),
    required: written.required.map((required) => {
      if (required.id === "") throw new GitleaksConfigError(`${id}: [[rules.required]] rule ID is empty`);
      return { id: required.id, withinLines: required.withinlines, withinColumns: required.withincolumns };
    }),
    skipReport: written.skipreport,
  };
}

/** What can be said only when all that a file extends has been merged. */
export function checkRule({ id, description, regex, path, secretGroup }: GitleaksRule): void {
  if (id.trim() === "") {
    const hints = [
      description === "" ? "" : `, description: ${description}`,
      regex === undefined ? "" : `, regex: ${regex.source}`,
      path === undefined ? "" : `, path: ${path.source}`,
    ];
    throw new GitleaksConfigError(`rule |id| is missing or empty${hints.join("")}`);
  }
  if (regex === undefined && path === undefined) {
    throw new GitleaksConfigError(`${id}: both |regex| and |path| are empty, this rule will have no effect`);
  }
  if (regex !== undefined && secretGroup > regex.regex.groups) {
    throw new GitleaksConfigError(
      `${id}: invalid regex secret group ${secretGroup}, max regex secret group ${regex.regex.groups}`,
    );
  }
}
