import type { Span } from "../detection.ts";
import type { StepBudget } from "../regex/step-budget.ts";
import { type ContentMatcher, MOST_ANCHORS } from "./rule-matcher.ts";

/** Steps after which likely places are given up, and all of the text is searched: so many per byte and these more. */
const PATIENCE = 16;
const FIRST_PATIENCE = 65_536;

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
  #isSearched = false;

  constructor(content: ContentMatcher, bytes: Uint8Array, budget: StepBudget) {
    this.#content = content;
    this.#bytes = bytes;
    this.#budget = budget;
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
      if (this.#isSearched) continue;
      const before = this.#budget.steps;
      // A place can lead to more than one match: the first may be another alternative's, which begins earlier
      for (;;) {
        const match = this.#matchAt(start, hit - start * MOST_ANCHORS);
        if (match === undefined) break;
        matches.push(match);
        this.#next = match.end;
        if (match.end === match.start) break;
      }
      this.#spent += this.#budget.steps - before;
      if (this.#spent > PATIENCE * this.#bytes.length + FIRST_PATIENCE) {
        this.#isSearched = true;
        matches.push(...searchAll(this.#content, this.#bytes, this.#next));
      }
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
}

/**
 * All matches of a rule from a place on; empty ones too, as Go has them. Two passes for each: forward to the end of the
 * leftmost, and from there back to its start.
 */
export function searchAll(content: ContentMatcher, bytes: Uint8Array, from = 0): Span[] {
  const matches: Span[] = [];
  let previousEnd = -1;
  for (let next = from; next <= bytes.length;) {
    const end = content.search.matchEnd(bytes, next);
    if (end < 0) break;
    const start = content.backward.matchStart(bytes, { start: next, end });
    if (end > start || start !== previousEnd) matches.push({ start, end });
    next = end > start ? end : end + 1;
    previousEnd = end;
  }
  return matches;
}
