import type { Span } from "../detection.ts";
import type { StepBudget } from "../regex/step-budget.ts";
import { type ContentMatcher, MOST_ANCHORS } from "./rule-matcher.ts";

/** Steps per byte after which it is asked first whether there is a match at all. */
const PATIENCE = 8;

/** The matches of one rule in one text, leftmost first and not overlapping, from places that were seen to be likely. */
export class MatchRun {
  /** Likely places: `(earliest start) * MOST_ANCHORS + anchor`. */
  hits: number[] = [];
  readonly #content: ContentMatcher;
  readonly #bytes: Uint8Array;
  readonly #budget: StepBudget;
  /** No match may start before. */
  #next = 0;
  #spent = 0;
  #patience: number;
  #isExhausted = false;

  constructor(content: ContentMatcher, bytes: Uint8Array, budget: StepBudget) {
    this.#content = content;
    this.#bytes = bytes;
    this.#budget = budget;
    this.#patience = PATIENCE * bytes.length + 4096;
  }

  /** Takes the matches at hits whose earliest start lies before `until`; the other hits stay. */
  take(until: number): Span[] {
    const hits = this.hits.sort((a, b) => a - b);
    const matches: Span[] = [];
    let at = 0;
    for (; at < hits.length; at += 1) {
      const hit = hits[at] ?? 0;
      const start = Math.floor(hit / MOST_ANCHORS);
      if (start >= until) break;
      if (this.#isExhausted) continue;
      const before = this.#budget.steps;
      const match = this.#matchAt(start, hit - start * MOST_ANCHORS);
      this.#spent += this.#budget.steps - before;
      if (match !== undefined) {
        matches.push(match);
        this.#next = match.end;
      } else if (this.#spent > this.#patience) this.#ask();
    }
    this.hits = hits.slice(at);
    return matches;
  }

  #matchAt(earliest: number, index: number): Span | undefined {
    const anchor = this.#content.anchors?.[index];
    if (anchor === undefined) return undefined;
    const { min, max } = anchor.distance;
    const latest = earliest + max - min;
    if (latest < this.#next) return undefined;
    // A start at an unknown distance is looked for only if what follows the literal matches
    if (max > min && this.#content.rest(index)?.matches(this.#bytes, earliest + max) === false)
      return undefined;
    const { whole } = this.#content;
    for (let start = Math.max(earliest, this.#next); start <= latest; start += 1) {
      const end = whole.matchEnd(this.#bytes, start);
      if (end >= 0) return { start, end };
    }
    return undefined;
  }

  /** Much work and no match: one look at the rest of the text tells whether there is any at all. */
  #ask(): void {
    this.#isExhausted = !this.#content.search.matches(this.#bytes, this.#next);
    this.#patience *= 2;
  }
}

/** All matches of a rule that has no likely places; empty ones too, as Go has them. */
export function searchAll(content: ContentMatcher, bytes: Uint8Array): Span[] {
  const matches: Span[] = [];
  let next = 0;
  let previousEnd = -1;
  while (next <= bytes.length && content.search.matches(bytes, next)) {
    let end = -1;
    for (let start = next; start <= bytes.length && end < 0; start += 1) {
      if (!content.canBeginWith(bytes[start] ?? 0) && start < bytes.length) continue;
      end = content.whole.matchEnd(bytes, start);
      if (end < 0) continue;
      if (end > start || start !== previousEnd) matches.push({ start, end });
      next = end > start ? end : start + 1;
      previousEnd = end;
    }
    if (end < 0) break;
  }
  return matches;
}
