import { byteClass } from "./byte-class.ts";
import type { CodePoints } from "./code-points.ts";
import { canBeEmpty } from "./length.ts";
import type { Assertion, RegexNode } from "./regex-node.ts";

/** Consumes a byte of set `x`. */
export const BYTE = 0;
/** Tries `x` first, then `y`. */
export const SPLIT = 1;
/** Goes to `x`. */
export const JUMP = 2;
/** Goes on if `ASSERTIONS[x]` holds here. */
export const ASSERT = 3;
/** Notes the place in slot `x`: group `x >> 1`, its start if even. */
export const SAVE = 4;
export const MATCH = 5;

export const ASSERTIONS: readonly Assertion[] = [
  "textStart",
  "textEnd",
  "lineStart",
  "lineEnd",
  "wordEdge",
  "noWordEdge",
];

export type Direction = "forward" | "backward";

const OPPOSITE: Readonly<Record<Assertion, Assertion>> = {
  textStart: "textEnd",
  textEnd: "textStart",
  lineStart: "lineEnd",
  lineEnd: "lineStart",
  wordEdge: "wordEdge",
  noWordEdge: "noWordEdge",
};

/** Instructions over bytes, in priority order of RE2's leftmost-first rule. */
export interface Program {
  ops: Uint8Array;
  x: Int32Array;
  y: Int32Array;
  /** For each set, 1 for each byte in it. */
  sets: readonly Uint8Array[];
  /** Whether a state must know if the byte before was of a word, or a line feed. */
  looksAtWords: boolean;
  looksAtLines: boolean;
}

/** `backward`: for a text read from its end, parts and assertions the other way round. */
export function compile(tree: RegexNode, direction: Direction = "forward"): Program {
  const compiler = new Compiler(direction);
  compiler.add(tree);
  return compiler.finish();
}

class Compiler {
  readonly #ops: number[] = [];
  readonly #x: number[] = [];
  readonly #y: number[] = [];
  readonly #sets: Uint8Array[] = [];
  readonly #setOf = new Map<string | Uint8Array, number>();
  readonly #asserted = new Set<Assertion>();
  readonly #isBackward: boolean;

  constructor(direction: Direction) {
    this.#isBackward = direction === "backward";
  }

  finish(): Program {
    this.#emit(MATCH);
    const has = (...some: Assertion[]): boolean => some.some((what) => this.#asserted.has(what));
    return {
      ops: Uint8Array.from(this.#ops),
      x: Int32Array.from(this.#x),
      y: Int32Array.from(this.#y),
      sets: this.#sets,
      looksAtWords: has("wordEdge", "noWordEdge"),
      looksAtLines: has("lineStart", "lineEnd"),
    };
  }

  add(node: RegexNode): void {
    switch (node.kind) {
      case "empty":
        return;
      case "class":
        this.#addClass(node.points);
        return;
      case "sequence":
        for (const part of this.#inOrder(node.parts)) this.add(part);
        return;
      case "choice":
        this.#addChoice(node.options.map((option) => () => this.add(option)));
        return;
      case "repeat":
        this.#addRepeat(node);
        return;
      case "group":
        this.#emit(SAVE, node.index * 2);
        this.add(node.body);
        this.#emit(SAVE, node.index * 2 + 1);
        return;
      case "assert": {
        const what = this.#isBackward ? OPPOSITE[node.what] : node.what;
        this.#asserted.add(what);
        this.#emit(ASSERT, ASSERTIONS.indexOf(what));
      }
    }
  }

  #inOrder<T>(parts: readonly T[]): readonly T[] {
    return this.#isBackward ? parts.toReversed() : parts;
  }

  #emit(op: number, x = 0, y = 0): number {
    this.#ops.push(op);
    this.#x.push(x);
    this.#y.push(y);
    return this.#ops.length - 1;
  }

  #addClass(points: CodePoints): void {
    const { single, sequences } = byteClass(points);
    const options = sequences.map((bytes) => () => {
      for (const byte of this.#inOrder([...bytes]))
        this.#emit(BYTE, this.#setIndex(new Uint8Array(256).fill(1, byte, byte + 1)));
    });
    const hasSingle = single.includes(1) || options.length === 0;
    if (hasSingle) {
      options.unshift(() => this.#emit(BYTE, this.#setIndex(single)));
    }
    this.#addChoice(options);
  }

  #setIndex(set: Uint8Array): number {
    const known = this.#setOf.get(set);
    if (known !== undefined) return known;
    const key = Buffer.from(set).toString("latin1");
    const index = this.#setOf.get(key) ?? this.#sets.push(set) - 1;
    this.#setOf.set(key, index);
    this.#setOf.set(set, index);
    return index;
  }

  #addChoice(options: readonly (() => void)[]): void {
    const ends: number[] = [];
    options.forEach((option, index) => {
      if (index === options.length - 1) return option();
      const split = this.#split(true);
      split.enter();
      option();
      ends.push(this.#emit(JUMP));
      split.leave();
    });
    for (const end of ends) this.#x[end] = this.#ops.length;
  }

  #addRepeat({ body, min, max, greedy }: RegexNode & { kind: "repeat" }): void {
    if (max === Infinity) {
      for (let copy = 1; copy < min; copy += 1) this.add(body);
      if (min > 0) return this.#addPlus(body, greedy);
      // Go's order of priorities: a body that can be empty is tried once before it may be left out
      const skip = this.#split(greedy);
      skip.enter();
      if (canBeEmpty(body)) this.#addPlus(body, greedy);
      else {
        this.add(body);
        this.#emit(JUMP, skip.at);
      }
      return skip.leave();
    }
    for (let copy = 0; copy < min; copy += 1) this.add(body);
    const skips = Array.from({ length: max - min }, () => {
      const skip = this.#split(greedy);
      skip.enter();
      this.add(body);
      return skip;
    });
    for (const skip of skips) skip.leave();
  }

  #addPlus(body: RegexNode, greedy: boolean): void {
    const start = this.#ops.length;
    this.add(body);
    const again = this.#split(greedy);
    if (greedy) this.#x[again.at] = start;
    else this.#y[again.at] = start;
    again.leave();
  }

  /** A split whose preferred way goes in, or, if not greedy, past. */
  #split(greedy: boolean): { at: number; enter(): void; leave(): void } {
    const at = this.#emit(SPLIT);
    const [inside, past] = greedy ? [this.#x, this.#y] : [this.#y, this.#x];
    return {
      at,
      enter: () => {
        inside[at] = this.#ops.length;
      },
      leave: () => {
        past[at] = this.#ops.length;
      },
    };
  }
}
