import type { Span } from "../detection.ts";
import { OverBudget, type StepBudget } from "../regex/step-budget.ts";
import type { AllowlistTest } from "./allowlist-test.ts";
import { assessMatch } from "./assess-match.ts";
import type { Found } from "./found.ts";
import type { LiteralIndex } from "./literal-index.ts";
import { MatchRun, searchAll } from "./match-run.ts";
import { pathFinding } from "./path-finding.ts";
import { hasRequired } from "./required-rules.ts";
import type { RuleMatcher } from "./rule-matcher.ts";
import type { Pass } from "./scan-context.ts";

export interface ScanTools {
  rules: readonly RuleMatcher[];
  /** Indexes of the rules that no literal leads to. */
  everywhere: readonly number[];
  allowlists: readonly AllowlistTest[];
  index: LiteralIndex;
  budget: StepBudget;
  mostDetections: number;
}

/** Bytes between which the hits of all rules are worked off: it bounds the memory for them. */
const SLICE = 2 ** 20;
/** How far around a decoded part is scanned again. */
const AROUND = 8192;

/** All rules on one text. */
export class TextScan {
  readonly #tools: ScanTools;
  readonly #pass: Pass;
  readonly #keywords: Uint8Array;
  readonly #runs: (MatchRun | undefined)[] = [];
  /** Rules that have been seen, and what they found so far; no entry for one that does not apply here. */
  readonly #found = new Map<number, Found[]>();
  #count = 0;
  #here: Uint8Array | undefined;

  /** In `keywords` a 1 is put for each that is seen in this text, beside those of the texts before. */
  constructor(tools: ScanTools, pass: Pass, keywords: Uint8Array) {
    this.#tools = tools;
    this.#pass = pass;
    this.#keywords = keywords;
  }

  run(): Found[] {
    for (const window of this.#windows()) this.#scanWindow(window);
    this.#takeAll(Infinity);
    const all: Found[] = [];
    for (const index of [...this.#found.keys(), ...this.#tools.everywhere].sort((a, b) => a - b)) {
      const rule = this.#tools.rules[index]?.rule;
      if (rule === undefined || rule.skipReport || !this.#hasKeyword(index, this.#keywords)) continue;
      const findings = this.#findingsOf(index);
      if (findings.length === 0 || !this.#hasKeyword(index, this.#keywordsHere())) continue;
      for (const found of findings) {
        const isWhole = hasRequired(found, rule.required, (id) => this.#findingsOfRule(id));
        if (isWhole) all.push(found);
      }
    }
    return all;
  }

  /** Of a decoded text only what lies around its decoded parts: the rest was scanned before. */
  *#windows(): Iterable<Span> {
    const { bytes, segments, depth } = this.#pass.text;
    if (depth === 0) {
      yield { start: 0, end: bytes.length };
      return;
    }
    let window: Span | undefined;
    for (const { decoded } of segments) {
      const start = Math.max(0, decoded.start - AROUND);
      const end = Math.min(bytes.length, decoded.end + AROUND);
      if (window !== undefined && start <= window.end) window.end = Math.max(window.end, end);
      else {
        if (window !== undefined) yield window;
        window = { start, end };
      }
    }
    if (window !== undefined) yield window;
  }

  #scanWindow({ start, end }: Span): void {
    const { index } = this.#tools;
    const { bytes } = this.#pass.text;
    let state: number | undefined;
    for (let from = start; from < end; from += SLICE) {
      const to = Math.min(end, from + SLICE);
      state = index.scan({ bytes, from, to }, this, state);
      // A literal that ends later cannot be of a match that starts before this
      this.#takeAll(to - index.reach);
    }
  }

  keyword(keyword: number): void {
    this.#keywords[keyword] = 1;
  }

  anchor(rule: number, hit: number): void {
    let run = this.#runs[rule];
    if (run === undefined) {
      const content = this.#tools.rules[rule]?.content;
      if (content === undefined) return;
      run = new MatchRun(content, this.#pass.text.bytes, this.#tools.budget);
      this.#runs[rule] = run;
    }
    run.hits.push(hit);
  }

  #takeAll(until: number): void {
    this.#runs.forEach((run, index) => {
      if (run === undefined || run.hits.length === 0) return;
      const found = this.#entry(index);
      if (found === undefined) run.hits = [];
      else this.#assess(index, run.take(until), found);
    });
  }

  #entry(index: number): Found[] | undefined {
    const matcher = this.#tools.rules[index];
    let found = this.#found.get(index);
    if (found === undefined && matcher !== undefined && this.#applies(matcher)) {
      found = [];
      this.#found.set(index, found);
    }
    return found;
  }

  #applies({ path, allowlists }: RuleMatcher): boolean {
    const { path: own, origin } = this.#pass.context;
    if (origin !== undefined && allowlists.some((list) => list.excusesOrigin(origin))) return false;
    return path === undefined || path.matches(own);
  }

  #assess(index: number, matches: readonly Span[], into: Found[]): void {
    const { allowlists, mostDetections, rules } = this.#tools;
    const matcher = rules[index];
    if (matcher === undefined) return;
    for (const match of matches) {
      const found = assessMatch(matcher, match, { pass: this.#pass, allowlists });
      if (found === undefined) continue;
      into.push(found);
      if (++this.#count > mostDetections) throw new OverBudget(`more than ${mostDetections} findings`);
    }
  }

  /** Whether one of the rule's keywords was seen, if it has any that its anchors do not imply. */
  #hasKeyword(index: number, seen: Uint8Array): boolean {
    const keywords = this.#tools.index.keywordsOf[index];
    return keywords === undefined || keywords.length === 0 || keywords.some((one) => seen[one] === 1);
  }

  /** The keywords of this text alone: one that an encoded part had is gone when that is decoded. */
  #keywordsHere(): Uint8Array {
    const { bytes, depth } = this.#pass.text;
    if (depth === 0) return this.#keywords;
    this.#here ??= this.#tools.index.keywordsIn(bytes);
    return this.#here;
  }

  #findingsOfRule(id: string): readonly Found[] {
    return this.#findingsOf(this.#tools.rules.findIndex(({ rule }) => rule.id === id));
  }

  #findingsOf(index: number): readonly Found[] {
    const known = this.#found.get(index);
    if (known !== undefined) return known;
    const matcher = this.#tools.rules[index];
    if (matcher === undefined) return [];
    const { content } = matcher;
    if (content?.anchors !== undefined) return [];
    const found = this.#entry(index);
    if (found === undefined) return [];
    if (content !== undefined) this.#assess(index, searchAll(content, this.#pass.text.bytes), found);
    else if (this.#pass.text.depth === 0) found.push(pathFinding(matcher.rule));
    return found;
  }
}
