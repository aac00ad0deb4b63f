import { ASSERT, ASSERTIONS, BYTE, JUMP, MATCH, type Program, SAVE, SPLIT } from "./program.ts";
import { IS_WORD } from "./word-byte.ts";

/** Bits of what a state knows of the byte before it. */
export const AFTER_WORD = 1;
export const AFTER_NOTHING = 2;
export const AFTER_LINE_FEED = 4;

/** In place of the next byte, at the end of the text. */
export const END = -1;

export interface Place {
  /** Instructions to go on from, in priority order. */
  instructions: Int32Array;
  /** Bits as above. */
  context: number;
  /** The next byte or `END`. */
  byte: number;
}

/** Goes on from instructions through all that consume nothing. Its results are overwritten by the next call. */
export class Closure {
  /** `BYTE` instructions that are reached, in priority order; those behind a match are left out. */
  waiting: number[] = [];
  isMatch = false;
  /** Instructions visited by the last call. */
  visits = 0;
  readonly #program: Program;
  readonly #isLongest: boolean;
  /** The call in which an instruction was visited last. */
  readonly #seen: Int32Array;
  readonly #stack: number[] = [];
  #call = 0;

  /** `isLongest`: goes on behind a match, so that the longest is found whatever the priorities. */
  constructor(program: Program, isLongest: boolean) {
    this.#program = program;
    this.#isLongest = isLongest;
    this.#seen = new Int32Array(program.ops.length);
  }

  follow(place: Place): void {
    const { ops, x, y } = this.#program;
    const seen = this.#seen;
    const stack = this.#stack;
    this.#call += 1;
    this.waiting = [];
    this.isMatch = false;
    this.visits = 0;
    stack.length = 0;
    for (const instruction of place.instructions) {
      stack.push(instruction);
      for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
        this.visits += 1;
        if (seen[at] === this.#call) continue;
        seen[at] = this.#call;
        switch (ops[at]) {
          case BYTE:
            this.waiting.push(at);
            break;
          case JUMP:
            stack.push(x[at] ?? 0);
            break;
          case SPLIT:
            stack.push(y[at] ?? 0, x[at] ?? 0);
            break;
          case ASSERT:
            if (holds(x[at] ?? 0, place)) stack.push(at + 1);
            break;
          case SAVE:
            stack.push(at + 1);
            break;
          case MATCH:
            this.isMatch = true;
            if (!this.#isLongest) return;
            break;
          case undefined:
            break;
        }
      }
    }
  }
}

/** Whether assertion number `index` holds between what the context says and the next byte. */
export function holds(index: number, { context, byte }: Omit<Place, "instructions">): boolean {
  const what = ASSERTIONS[index];
  if (what === undefined) return false;
  switch (what) {
    case "textStart":
      return (context & AFTER_NOTHING) !== 0;
    case "textEnd":
      return byte === END;
    case "lineStart":
      return (context & (AFTER_NOTHING | AFTER_LINE_FEED)) !== 0;
    case "lineEnd":
      return byte === END || byte === 10;
    case "wordEdge":
      return isWordEdge(context, byte);
    case "noWordEdge":
      return !isWordEdge(context, byte);
  }
}

function isWordEdge(context: number, byte: number): boolean {
  return ((context & AFTER_WORD) !== 0) !== (byte !== END && IS_WORD[byte] === 1);
}
