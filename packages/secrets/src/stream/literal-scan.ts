/** Where literals were seen, in typed arrays that are used again: no object for each. */
export class LiteralHits {
  starts = new Int32Array(256);
  /** Which literal, by its index. */
  literals = new Int32Array(256);
  count = 0;

  add(start: number, literal: number): void {
    if (this.count === this.starts.length) {
      const [starts, literals] = [new Int32Array(this.count * 2), new Int32Array(this.count * 2)];
      starts.set(this.starts);
      literals.set(this.literals);
      [this.starts, this.literals] = [starts, literals];
    }
    this.starts[this.count] = start;
    this.literals[this.count] = literal;
    this.count += 1;
  }
}

/** Bytes of a literal that are looked up at once; none may be shorter. */
const HEAD = 3;
const SLOTS = 65_536;
const NOBODY = -1;
const MANY = -2;
const EMPTY = new Uint8Array(0);
const NONE: readonly number[] = [];

const slotOf = (head: number): number => Math.imul(head, 0x9e37_79b1) >>> 16;

/**
 * Finds many literals of three bytes and more, by the hash of their first three. On text where literals are rare,
 * which what leaves is, that takes half of the time of an automaton: no look-up waits for the one before.
 */
export class LiteralScan {
  readonly #isHead = new Uint8Array(SLOTS);
  /** The head that has a slot; `MANY` where several share it. */
  readonly #heads = new Int32Array(SLOTS).fill(NOBODY);
  readonly #byHead = new Map<number, number[]>();
  readonly #literals: readonly Uint8Array[];

  /** @throws {RangeError} a literal of fewer than three bytes */
  constructor(literals: readonly Uint8Array[]) {
    this.#literals = literals;
    for (const [index, literal] of literals.entries()) {
      if (literal.length < HEAD)
        throw new RangeError("A literal to search for must have three bytes at least");
      const [a = 0, b = 0, c = 0] = literal;
      const head = (a << 16) | (b << 8) | c;
      const slot = slotOf(head);
      const isAlone = this.#heads[slot] === NOBODY || this.#heads[slot] === head;
      this.#heads[slot] = isAlone ? head : MANY;
      this.#isHead[slot] = 1;
      this.#byHead.set(head, [...(this.#byHead.get(head) ?? NONE), index]);
    }
  }

  /** Adds every occurrence to `hits`, in order of their places. */
  find(bytes: Uint8Array, hits: LiteralHits): void {
    const isHead = this.#isHead;
    const end = bytes.length;
    let a = bytes[0] ?? 0;
    let b = bytes[1] ?? 0;
    let at = 2;
    for (; at + 4 <= end; at += 4) {
      const c = bytes[at] ?? 0;
      const d = bytes[at + 1] ?? 0;
      const e = bytes[at + 2] ?? 0;
      const f = bytes[at + 3] ?? 0;
      const first = isHead[slotOf((a << 16) | (b << 8) | c)] ?? 0;
      const second = isHead[slotOf((b << 16) | (c << 8) | d)] ?? 0;
      const third = isHead[slotOf((c << 16) | (d << 8) | e)] ?? 0;
      const fourth = isHead[slotOf((d << 16) | (e << 8) | f)] ?? 0;
      if ((first | second | third | fourth) !== 0) {
        if (first !== 0) this.#compare(bytes, at - 2, hits);
        if (second !== 0) this.#compare(bytes, at - 1, hits);
        if (third !== 0) this.#compare(bytes, at, hits);
        if (fourth !== 0) this.#compare(bytes, at + 1, hits);
      }
      a = e;
      b = f;
    }
    for (let start = at - 2; start + HEAD <= end; start += 1) this.#compare(bytes, start, hits);
  }

  #compare(bytes: Uint8Array, start: number, hits: LiteralHits): void {
    const head = ((bytes[start] ?? 0) << 16) | ((bytes[start + 1] ?? 0) << 8) | (bytes[start + 2] ?? 0);
    const slot = slotOf(head);
    if (this.#heads[slot] !== head && this.#heads[slot] !== MANY) return;
    const candidates = this.#byHead.get(head) ?? NONE;
    for (let candidate = 0; candidate < candidates.length; candidate += 1) {
      const index = candidates[candidate] ?? 0;
      const literal = this.#literals[index] ?? EMPTY;
      if (start + literal.length > bytes.length) continue;
      let length = HEAD;
      while (length < literal.length && bytes[start + length] === literal[length]) length += 1;
      if (length === literal.length) hits.add(start, index);
    }
  }
}
