import type { Pattern } from "../gitleaks/gitleaks-config.ts";
import { anywhere } from "../regex/anywhere.ts";
import { LazyDfa } from "../regex/lazy-dfa.ts";
import type { StepBudget } from "../regex/step-budget.ts";

/** Whether an expression matches anywhere in a text; its automaton is made at the first text. */
export class PatternTest {
  readonly #pattern: Pattern;
  readonly #budget: StepBudget;
  #dfa: LazyDfa | undefined;

  constructor(pattern: Pattern, budget: StepBudget) {
    this.#pattern = pattern;
    this.#budget = budget;
  }

  matches(text: Uint8Array): boolean {
    this.#dfa ??= new LazyDfa(anywhere(this.#pattern.regex.tree), this.#budget);
    return this.#dfa.matches(text, 0);
  }
}
