import { type DecodedText, windows } from "../decode/segment.ts";
import type { Span } from "../detection.ts";
import { type Candidate, withoutOverlaps } from "../native/overlap.ts";
import { OverBudget } from "../regex/step-budget.ts";
import type { NativeRule } from "../rules/native-rule.ts";
import { NativeTable } from "../stream/native-table.ts";

/** Bytes between which the hits of literals are worked off: it bounds the memory for them. */
const SLICE = 2 ** 18;
const MOST_CANDIDATES = 50_000;

/** Looks for the tokens of native rules in whole texts. */
export class NativeSearch {
  readonly #table: NativeTable;
  readonly #order: ReadonlyMap<NativeRule, number>;

  constructor(rules: readonly NativeRule[]) {
    this.#table = new NativeTable(rules);
    this.#order = new Map(rules.map((rule, index) => [rule, index]));
  }

  /** In order of their place; of a decoded text only what was not there before. Throws `OverBudget` for too many. */
  find(text: DecodedText): Candidate[] {
    if (this.#table.uses.length === 0) return [];
    const candidates: Candidate[] = [];
    for (const window of windows(text)) this.#scanWindow(text.bytes, window, candidates);
    const kept = withoutOverlaps(candidates);
    return text.depth === 0 ? kept : kept.filter(({ span }) => text.segments.overlapping(span).length > 0);
  }

  #scanWindow(bytes: Uint8Array, { start, end }: Span, into: Candidate[]): void {
    const { scan, hits, uses, longestLiteral } = this.#table;
    for (let from = start; from < end; from += SLICE) {
      const to = Math.min(end, from + SLICE);
      hits.count = 0;
      // A literal that a border cuts is seen from before it
      scan.find(bytes.subarray(from, Math.min(end, to + longestLiteral - 1)), hits);
      for (let hit = 0; hit < hits.count; hit += 1) {
        const at = from + (hits.starts[hit] ?? 0);
        const use = uses[hits.literals[hit] ?? 0];
        if (use === undefined || at >= to) continue;
        for (const rule of use.rules) {
          const span = rule.verify({ bytes, at, literal: use.literal, isEnd: true });
          if (typeof span === "object") into.push({ rule, span, order: this.#order.get(rule) ?? 0 });
        }
      }
      if (into.length > MOST_CANDIDATES) throw new OverBudget(`more than ${MOST_CANDIDATES} tokens`);
    }
  }
}
