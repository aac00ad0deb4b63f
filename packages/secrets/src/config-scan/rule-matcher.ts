import type { GitleaksRule } from "../gitleaks/gitleaks-config.ts";
import { type Anchor, anchorsOf } from "../regex/anchor.ts";
import { anywhere } from "../regex/anywhere.ts";
import { GroupSpans } from "../regex/group-spans.ts";
import { LazyDfa } from "../regex/lazy-dfa.ts";
import type { Regex } from "../regex/regex-node.ts";
import type { StepBudget } from "../regex/step-budget.ts";
import { AllowlistTest } from "./allowlist-test.ts";
import { PatternTest } from "./pattern-test.ts";

/** More alternatives than this are not looked up by their anchors. */
export const MOST_ANCHORS = 64;

/** What one rule needs to be run; automata are made when they are first used. */
export interface RuleMatcher {
  rule: GitleaksRule;
  path: PatternTest | undefined;
  allowlists: readonly AllowlistTest[];
  /** Undefined for a rule that is about paths alone. */
  content: ContentMatcher | undefined;
}

export function ruleMatcher(rule: GitleaksRule, budget: StepBudget): RuleMatcher {
  return {
    rule,
    path: rule.path && new PatternTest(rule.path, budget),
    allowlists: rule.allowlists.map((list) => new AllowlistTest(list, budget)),
    content: rule.regex && new ContentMatcher(rule.regex.regex, budget),
  };
}

/** The expression of a rule. */
export class ContentMatcher {
  readonly regex: Regex;
  /** Undefined where a match can be anywhere: then all of a text has to be searched. */
  readonly anchors: readonly Anchor[] | undefined;
  readonly #budget: StepBudget;
  readonly #rests: (LazyDfa | undefined)[] = [];
  #whole: LazyDfa | undefined;
  #search: LazyDfa | undefined;
  #groups: GroupSpans | undefined;
  #backward: LazyDfa | undefined;

  constructor(regex: Regex, budget: StepBudget) {
    this.regex = regex;
    this.#budget = budget;
    const anchors = anchorsOf(regex.tree);
    this.anchors = anchors !== undefined && anchors.length <= MOST_ANCHORS ? anchors : undefined;
  }

  get whole(): LazyDfa {
    this.#whole ??= new LazyDfa(this.regex.tree, this.#budget);
    return this.#whole;
  }

  /** The expression with anything before it. */
  get search(): LazyDfa {
    this.#search ??= new LazyDfa(anywhere(this.regex.tree), this.#budget);
    return this.#search;
  }

  get backward(): LazyDfa {
    this.#backward ??= new LazyDfa(this.regex.tree, this.#budget, "backward");
    return this.#backward;
  }

  get groups(): GroupSpans {
    this.#groups ??= new GroupSpans(this.regex, this.#budget);
    return this.#groups;
  }

  /** The expression from an anchor on. */
  rest(index: number): LazyDfa | undefined {
    const anchor = this.anchors?.[index];
    this.#rests[index] ??= anchor && new LazyDfa(anchor.rest, this.#budget);
    return this.#rests[index];
  }
}
