import type { Span } from "../detection.ts";
import { AFTER_LINE_FEED, AFTER_NOTHING, AFTER_WORD, END, holds } from "./closure.ts";
import { ASSERT, BYTE, compile, JUMP, MATCH, type Program, SAVE, SPLIT } from "./program.ts";
import type { Regex } from "./regex-node.ts";
import { StepBudget } from "./step-budget.ts";
import { IS_WORD } from "./word-byte.ts";

/** Bits of memory for one search: instructions times bytes. */
const MOST_BITS = 2 ** 27;
/** Words of them that are kept for the next search: ordinary matches are short. */
const WORDS_KEPT = 16_384;

const NO_WORDS = new Int32Array(0);

/** Where the groups of an expression lie in a text: alternatives in order, but no instruction twice at the same place. */
export class GroupSpans {
  readonly #budget: StepBudget;
  readonly #program: Program;
  readonly #groups: number;
  #visited = NO_WORDS;

  /** Pairs of instruction and place are steps of the budget. */
  constructor({ tree, groups }: Regex, budget: StepBudget = new StepBudget()) {
    this.#budget = budget;
    this.#program = compile(tree);
    this.#groups = groups;
  }

  /**
   * The groups of the leftmost match anywhere in the text, from group 1 on, undefined for one that takes no part.
   * `too large` instead of more memory than 16 MB; `none` without a match.
   */
  find(bytes: Uint8Array): (Span | undefined)[] | "none" | "too large" {
    const bits = this.#program.ops.length * (bytes.length + 1);
    if (bits > MOST_BITS) return "too large";
    const words = (bits >> 5) + 1;
    this.#budget.spend(words);
    if (this.#visited.length < words) this.#visited = new Int32Array(words);
    else this.#visited.fill(0, 0, words);
    try {
      return this.#search(bytes);
    } finally {
      if (words > WORDS_KEPT) this.#visited = NO_WORDS;
    }
  }

  #search(bytes: Uint8Array): (Span | undefined)[] | "none" {
    // What failed from one start fails from the next too, so the marks stay
    for (let start = 0; start <= bytes.length; start += 1) {
      const slots = this.#from(bytes, start);
      if (slots !== undefined) return spans(slots, this.#groups);
    }
    return "none";
  }

  #from(bytes: Uint8Array, start: number): Int32Array | undefined {
    const { ops, x, y, sets } = this.#program;
    const slots = new Int32Array(this.#groups * 2 + 2).fill(-1);
    /** Pairs: an instruction and a place, or `-1 - slot` and the value to give it back. */
    const stack = [0, start];
    for (;;) {
      let place = stack.pop();
      let at = stack.pop();
      if (place === undefined || at === undefined) return undefined;
      if (at < 0) {
        slots[-1 - at] = place;
        continue;
      }
      while (at !== undefined && this.#visit(at * (bytes.length + 1) + place)) {
        const instruction: number = at;
        const target: number = x[instruction] ?? 0;
        at = undefined;
        switch (ops[instruction]) {
          case BYTE:
            if (place < bytes.length && sets[target]?.[bytes[place] ?? 0] === 1) {
              at = instruction + 1;
              place += 1;
            }
            break;
          case JUMP:
            at = target;
            break;
          case SPLIT:
            stack.push(y[instruction] ?? 0, place);
            at = target;
            break;
          case ASSERT:
            if (holds(target, around(bytes, place))) at = instruction + 1;
            break;
          case SAVE:
            stack.push(-1 - target, slots[target] ?? -1);
            slots[target] = place;
            at = instruction + 1;
            break;
          case MATCH:
            return slots;
          case undefined:
            break;
        }
      }
    }
  }

  #visit(bit: number): boolean {
    this.#budget.spend(1);
    const word = this.#visited[bit >> 5] ?? 0;
    const mask = 1 << (bit & 31);
    if ((word & mask) !== 0) return false;
    this.#visited[bit >> 5] = word | mask;
    return true;
  }
}

function around(bytes: Uint8Array, place: number): { context: number; byte: number } {
  const before = bytes[place - 1];
  const context =
    before === undefined
      ? AFTER_NOTHING
      : (IS_WORD[before] === 1 ? AFTER_WORD : 0) | (before === 10 ? AFTER_LINE_FEED : 0);
  return { context, byte: bytes[place] ?? END };
}

function spans(slots: Int32Array, groups: number): (Span | undefined)[] {
  return Array.from({ length: groups }, (_, group) => {
    const start = slots[group * 2 + 2] ?? -1;
    const end = slots[group * 2 + 3] ?? -1;
    return start < 0 || end < 0 ? undefined : { start, end };
  });
}
