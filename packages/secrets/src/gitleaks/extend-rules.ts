import type { GitleaksRule } from "./gitleaks-config.ts";

type Rules = ReadonlyMap<string, GitleaksRule>;

/** Rules of a file over those of its base, without the disabled ones of the base; in order of their ids, as gitleaks has it. */
export function extendRules(own: Rules, base: Rules, disabled: ReadonlySet<string>): Rules {
  const merged = new Map(own);
  for (const [id, rule] of base) {
    if (disabled.has(id)) continue;
    const override = own.get(id);
    merged.set(id, override === undefined ? rule : mergeRule(override, rule));
  }
  return new Map([...merged].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
}

/** What is set wins; an entropy of 0 is not set. Lists are added to, and `required` is that of the base. */
function mergeRule(own: GitleaksRule, base: GitleaksRule): GitleaksRule {
  return {
    ...base,
    description: own.description === "" ? base.description : own.description,
    entropy: own.entropy === 0 ? base.entropy : own.entropy,
    secretGroup: own.secretGroup === 0 ? base.secretGroup : own.secretGroup,
    regex: own.regex ?? base.regex,
    path: own.path ?? base.path,
    tags: [...base.tags, ...own.tags],
    keywords: [...base.keywords, ...own.keywords],
    allowlists: [...base.allowlists, ...own.allowlists],
  };
}
