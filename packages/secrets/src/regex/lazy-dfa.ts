import type { Span } from "../detection.ts";
import { AFTER_LINE_FEED, AFTER_NOTHING, AFTER_WORD, Closure, END } from "./closure.ts";
import { compile, type Direction, type Program } from "./program.ts";
import type { RegexNode } from "./regex-node.ts";
import { equivalentBytes } from "./equivalent-bytes.ts";
import type { StateKeeper } from "./state-room.ts";
import { StepBudget } from "./step-budget.ts";
import { IS_WORD } from "./word-byte.ts";

/** Cells of the transition table and instructions in states, together; beyond it all states are dropped. */
const MOST_CELLS = 196_608;

/** Cells that an instruction list and its key take besides, about. */
const STATE_CELLS = 32;
const FIRST_STATES = 16;

const UNKNOWN = -1;
const DEAD = 0;

/**
 * Matches a regular expression at one place, one table look-up per byte: states (sets of instructions in priority order)
 * are made when they are first needed and dropped when they are too many. Bytes looked at, and instructions visited to
 * make a state, are steps of its budget.
 */
export class LazyDfa implements StateKeeper {
  readonly #budget: StepBudget;
  readonly #program: Program;
  readonly #closure: Closure;
  readonly #columnOf: Uint8Array;
  readonly #byteOf: Int16Array;
  readonly #endColumn: number;
  readonly #width: number;
  /** `rows[state * width + column]` is `next << 1`, plus 1 if a match ends before that byte. */
  #rows: Int32Array;
  #states: Int32Array[] = [];
  #contexts: number[] = [];
  #stateOf = new Map<string, number>();
  #cells = 0;
  /** The state to begin with, by what lies before. */
  readonly #starts = new Int32Array(8);

  /** Read `backward` it finds where the longest match that ends somewhere begins: `matchStart` instead of the others. */
  constructor(tree: RegexNode, budget: StepBudget = new StepBudget(), direction: Direction = "forward") {
    this.#budget = budget;
    this.#program = compile(tree, direction);
    this.#closure = new Closure(this.#program, direction === "backward");
    const { columnOf, byteOf } = equivalentBytes(this.#program);
    this.#columnOf = columnOf;
    this.#byteOf = byteOf;
    this.#endColumn = byteOf.length;
    this.#width = byteOf.length + 1;
    this.#rows = new Int32Array(this.#width * FIRST_STATES);
    this.#begin();
  }

  /** End of the match that begins exactly at `from`, -1 if there is none. */
  matchEnd(bytes: Uint8Array, from: number): number {
    return this.#run(bytes, from, false);
  }

  /** Whether some match begins at `from`: like `matchEnd`, but stops as soon as that is known. */
  matches(bytes: Uint8Array, from: number): boolean {
    return this.#run(bytes, from, true) >= 0;
  }

  /** Start of the longest match that ends at `end` and does not begin before `from`, -1 if there is none. */
  matchStart(bytes: Uint8Array, { start: from, end }: Span): number {
    let state = this.#startState(bytes[end]);
    let start = -1;
    for (let at = end - 1; state !== DEAD && at >= from - 1; at -= 1) {
      const byte = bytes[at];
      const column = byte === undefined ? this.#endColumn : (this.#columnOf[byte] ?? 0);
      let next = this.#rows[state * this.#width + column] ?? 0;
      if (next === UNKNOWN) next = this.#step(state, column);
      state = next >> 1;
      if ((next & 1) === 1) start = at + 1;
      this.#budget.spend(1);
    }
    return start;
  }

  #run(bytes: Uint8Array, from: number, stopAtFirst: boolean): number {
    const columnOf = this.#columnOf;
    const width = this.#width;
    const length = bytes.length;
    let state = this.#startState(bytes[from - 1]);
    let rows = this.#rows;
    let end = -1;
    for (let at = from; at < length; at += 1) {
      const column = columnOf[bytes[at] ?? 0] ?? 0;
      let next = rows[state * width + column] ?? 0;
      if (next === UNKNOWN) {
        next = this.#step(state, column);
        rows = this.#rows;
      }
      state = next >> 1;
      if ((next & 1) === 1) end = at;
      if (state === DEAD || (stopAtFirst && end >= 0)) {
        this.#budget.spend(at - from + 1);
        return end;
      }
    }
    this.#budget.spend(length - from + 1);
    let last = rows[state * width + this.#endColumn] ?? 0;
    if (last === UNKNOWN) last = this.#step(state, this.#endColumn);
    return (last & 1) === 1 ? length : end;
  }

  #startState(before: number | undefined): number {
    const context = before === undefined ? AFTER_NOTHING : this.#contextAfter(before);
    let state = this.#starts[context] ?? UNKNOWN;
    if (state === UNKNOWN) {
      state = this.#state(START, context);
      this.#starts[context] = state;
    }
    return state;
  }

  #contextAfter(byte: number): number {
    const { looksAtWords, looksAtLines } = this.#program;
    return (
      (looksAtWords && IS_WORD[byte] === 1 ? AFTER_WORD : 0) |
      (looksAtLines && byte === 10 ? AFTER_LINE_FEED : 0)
    );
  }

  #step(from: number, column: number): number {
    const instructions = this.#states[from] ?? START;
    const context = this.#contexts[from] ?? 0;
    const state = this.#cells > MOST_CELLS ? this.#restart(instructions, context) : from;
    const byte = column === this.#endColumn ? END : (this.#byteOf[column] ?? 0);
    const closure = this.#closure;
    closure.follow({ instructions, context, byte });
    this.#budget.spend(closure.visits + 1);
    let next = DEAD;
    if (byte !== END) {
      const { x, sets } = this.#program;
      const moved: number[] = [];
      for (const at of closure.waiting) if (sets[x[at] ?? 0]?.[byte] === 1) moved.push(at + 1);
      if (moved.length > 0) next = this.#state(Int32Array.from(moved), this.#contextAfter(byte));
    }
    const cell = (next << 1) | (closure.isMatch ? 1 : 0);
    this.#rows[state * this.#width + column] = cell;
    return cell;
  }

  #state(instructions: Int32Array, context: number): number {
    const key = String.fromCharCode(context, ...instructions);
    const known = this.#stateOf.get(key);
    if (known !== undefined) return known;
    const state = this.#states.push(instructions) - 1;
    this.#contexts.push(context);
    this.#stateOf.set(key, state);
    this.#cells += this.#width + instructions.length + STATE_CELLS;
    if (state > 0) this.#budget.room.note(this, this.#cells);
    const end = (state + 1) * this.#width;
    if (end > this.#rows.length) {
      const larger = new Int32Array(this.#rows.length * 2);
      larger.set(this.#rows);
      this.#rows = larger;
    }
    this.#rows.fill(UNKNOWN, state * this.#width, end);
    return state;
  }

  #restart(instructions: Int32Array, context: number): number {
    this.#begin();
    return this.#state(instructions, context);
  }

  /** Lets all states go, and their memory. Never while it runs. */
  drop(): void {
    if (this.#states.length === 1) return;
    this.#rows = new Int32Array(this.#width * FIRST_STATES);
    this.#begin();
    this.#budget.room.note(this, 0);
  }

  #begin(): void {
    this.#states = [];
    this.#contexts = [];
    this.#stateOf.clear();
    this.#cells = 0;
    this.#starts.fill(UNKNOWN);
    this.#state(new Int32Array(0), 0);
  }
}

const START = Int32Array.of(0);
