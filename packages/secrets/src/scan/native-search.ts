import { type DecodedText, overlapping, windows } from "../decode/segment.ts";
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
    if (this.#table.isEmpty) return [];
    const candidates: Candidate[] = [];
    for (const window of windows(text)) this.#scanWindow(text.bytes, window, candidates);
    const kept = withoutOverlaps(candidates);
    return text.depth === 0
      ? kept
      : kept.filter(({ span }) => overlapping(text.segments, span).length > 0);
  }

  #scanWindow(bytes: Uint8Array, window: { start: number; end: number }, into: Candidate[]): void {
    const { automaton, hits } = this.#table;
    let state = automaton.start;
    for (let from = window.start; from < window.end; from += SLICE) {
      hits.clear();
      state = automaton.scan({ bytes, from, to: Math.min(window.end, from + SLICE) }, hits, state);
      for (let hit = 0; hit < hits.count; hit += 1) {
        for (const index of automaton.literalsAt(hits.nodes[hit] ?? 0)) {
          const { literal, rules } = this.#table.use(index);
          const at = (hits.ends[hit] ?? 0) - literal.length;
          for (const rule of rules) {
            const span = rule.verify({ bytes, at, literal, isEnd: true });
            if (typeof span === "object") into.push({ rule, span, order: this.#order.get(rule) ?? 0 });
          }
        }
      }
      if (into.length > MOST_CANDIDATES) throw new OverBudget(`more than ${MOST_CANDIDATES} tokens`);
    }
  }
}
