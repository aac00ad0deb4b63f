import { columns } from "./columns.ts";
import type { HitBuffer } from "./hit-buffer.ts";
import { trie, type Trie } from "./trie.ts";

/** Bytes to look at: `bytes[from]` up to, not including, `bytes[to]`. */
export interface Chunk {
  bytes: Uint8Array;
  from: number;
  to: number;
}

const NOTHING = new Int32Array(0);

/**
 * Finds all occurrences of many literals in one pass (Aho and Corasick 1975), one table look-up per byte whatever the
 * input. A scan can go on from where one of an earlier chunk ended, so a literal that a chunk border cuts is found.
 */
export class Automaton {
  readonly literals: readonly Uint8Array[];
  /** The state before the first byte of a text. */
  readonly start: number;
  readonly #columnOf: Uint8Array;
  /** A state is a row's offset. Rows at which a literal ends come last, so that one comparison recognises them. */
  readonly #rows: Int32Array;
  readonly #shift: number;
  readonly #firstEnd: number;
  readonly #literalsAt: readonly Int32Array[];

  /** Throws a `RangeError` for an empty literal. `ignoreCase` folds ASCII letters only. */
  constructor(literals: readonly Uint8Array[], { ignoreCase = false }: { ignoreCase?: boolean } = {}) {
    if (literals.some((literal) => literal.length === 0)) {
      throw new RangeError("A literal to search for must have one byte at least");
    }
    const table = columns(literals, ignoreCase);
    const tree = trie(literals, table);
    const ends = complete(tree);
    const plain: number[] = [];
    const ending: number[] = [];
    for (let node = 0; node < tree.size; node += 1) (ends[node] === undefined ? plain : ending).push(node);
    const order = [...plain, ...ending];
    const place = new Int32Array(tree.size);
    order.forEach((node, row) => (place[node] = row));

    this.literals = literals;
    this.#columnOf = table.of;
    this.#shift = Math.log2(tree.width);
    this.#rows = moved(tree, order, place);
    this.#firstEnd = plain.length;
    this.#literalsAt = ending.map((node) => Int32Array.from(ends[node] ?? []));
    this.start = 0;
  }

  /** Adds every occurrence that ends in the chunk to `hits`; returns the state with which the next chunk goes on. */
  scan({ bytes, from, to }: Chunk, hits: HitBuffer, state: number = this.start): number {
    const rows = this.#rows;
    const columnOf = this.#columnOf;
    const shift = this.#shift;
    const firstEnd = this.#firstEnd << shift;
    for (let at = from; at < to; at += 1) {
      state = rows[state | (columnOf[bytes[at] ?? 0] ?? 0)] ?? 0;
      if (state >= firstEnd) hits.add(at + 1, state >> shift);
    }
    return state;
  }

  /** Whether any literal occurs; stops at the first. */
  occursIn({ bytes, from, to }: Chunk): boolean {
    const firstEnd = this.#firstEnd << this.#shift;
    let state = this.start;
    for (let at = from; at < to; at += 1) {
      state = this.#rows[state | (this.#columnOf[bytes[at] ?? 0] ?? 0)] ?? 0;
      if (state >= firstEnd) return true;
    }
    return false;
  }

  /** Indexes in `literals` of what ends at a node of a `HitBuffer`: the longest first. */
  literalsAt(node: number): Int32Array {
    return this.#literalsAt[node - this.#firstEnd] ?? NOTHING;
  }
}

/** The rows of a tree in another order, each target as the offset of its row. */
function moved({ next, width }: Trie, order: readonly number[], place: Int32Array): Int32Array {
  const rows = new Int32Array(order.length * width);
  for (let row = 0; row < order.length; row += 1) {
    const from = (order[row] ?? 0) * width;
    for (let column = 0; column < width; column += 1) {
      rows[row * width + column] = (place[next[from + column] ?? 0] ?? 0) * width;
    }
  }
  return rows;
}

/** Turns the tree into a complete automaton, in place; returns which literals end at each node, suffixes included. */
function complete({ next, width, size, ends }: Trie): (number[] | undefined)[] {
  const all: (number[] | undefined)[] = Array.from({ length: size }, (_, node) => ends.get(node));
  const suffix = new Int32Array(size);
  const queue = [0];
  for (const node of queue) {
    const fallback = suffix[node] ?? 0;
    const inherited = node === 0 ? undefined : all[fallback];
    if (inherited !== undefined) all[node] = [...(all[node] ?? []), ...inherited];
    for (let column = 0; column < width; column += 1) {
      const cell = node * width + column;
      const child = next[cell] ?? -1;
      const other = node === 0 ? 0 : (next[fallback * width + column] ?? 0);
      if (child < 0) next[cell] = other;
      else {
        suffix[child] = other;
        queue.push(child);
      }
    }
  }
  return all;
}
