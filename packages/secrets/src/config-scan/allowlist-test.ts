import { Automaton } from "../automaton/automaton.ts";
import type { Allowlist } from "../gitleaks/gitleaks-config.ts";
import type { StepBudget } from "../regex/step-budget.ts";
import { PatternTest } from "./pattern-test.ts";

/** Where the scanned bytes come from, as far as that may excuse a finding. */
export interface Origin {
  path: Uint8Array;
  /** In lower case. */
  commit: string;
}

/** What an allowlist looks at. */
export interface Candidate {
  secret: Uint8Array;
  match: Uint8Array;
  /** Whether the expressions match the line; asked only if they are for lines. */
  lineMatches(list: AllowlistTest): boolean;
  origin: Origin | undefined;
}

/** One allowlist, ready to be asked; automata are made at the first question. */
export class AllowlistTest {
  readonly #list: Allowlist;
  readonly #paths: PatternTest | undefined;
  readonly #regexes: PatternTest | undefined;
  #stopwords: Automaton | undefined;

  constructor(list: Allowlist, budget: StepBudget) {
    this.#list = list;
    this.#paths = list.paths && new PatternTest(list.paths, budget);
    this.#regexes = list.regexes && new PatternTest(list.regexes, budget);
  }

  /** Whether all findings of an origin are excused. */
  excusesOrigin(origin: Origin): boolean {
    const { condition, commits, paths, regexes, stopwords } = this.#list;
    const isCommit = commits.has(origin.commit);
    const isPath = this.#isPath(origin);
    if (condition === "or") return isCommit || isPath;
    // With other checks it is about single findings
    if (regexes !== undefined || stopwords.length > 0) return false;
    return (commits.size === 0 || isCommit) && (paths === undefined || isPath);
  }

  /** Whether a finding is excused. Of an `or` list only by what it is, not by its origin. */
  excuses(candidate: Candidate): boolean {
    const { condition, commits, paths, regexes, stopwords } = this.#list;
    const { secret, origin } = candidate;
    if (condition === "or") return this.#hasStopword(secret) || this.#matches(candidate);
    if (commits.size > 0 && (origin === undefined || !commits.has(origin.commit))) return false;
    if (paths !== undefined && (origin === undefined || !this.#isPath(origin))) return false;
    if (stopwords.length > 0 && !this.#hasStopword(secret)) return false;
    return regexes === undefined || this.#matches(candidate);
  }

  /** Whether the expressions match a text. An empty one is never excused. */
  regexesMatch(text: Uint8Array): boolean {
    return text.length > 0 && this.#regexes !== undefined && this.#regexes.matches(text);
  }

  #matches(candidate: Candidate): boolean {
    if (this.#regexes === undefined) return false;
    switch (this.#list.regexTarget) {
      case "secret":
        return this.regexesMatch(candidate.secret);
      case "match":
        return this.regexesMatch(candidate.match);
      case "line":
        return candidate.lineMatches(this);
    }
  }

  #isPath({ path }: Origin): boolean {
    return path.length > 0 && this.#paths !== undefined && this.#paths.matches(path);
  }

  #hasStopword(secret: Uint8Array): boolean {
    if (this.#list.stopwords.length === 0) return false;
    this.#stopwords ??= automatonOf(this.#list.stopwords);
    return this.#stopwords.occursIn({ bytes: secret, from: 0, to: secret.length });
  }
}

function automatonOf(words: readonly string[]): Automaton {
  const literals = words.filter((word) => word !== "").map((word) => Buffer.from(word));
  return new Automaton(literals, { ignoreCase: true });
}
