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
const ANCHOR = 3;
const SLOTS = 65_536;
const MASK = 0xff_ffff;
const NONE: readonly Anchored[] = [];

const slotOf = (anchor: number): number => Math.imul(anchor, 0x9e37_79b1) >>> 16;

/** How seldom a byte is in text and in code. */
function rarity(byte: number): number {
  if (byte >= 0x61 && byte <= 0x7a) return 1;
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) ? 2 : 3;
}

/** Where the three bytes of a literal begin that are the rarest together. */
function anchorOf(literal: Uint8Array): number {
  let [best, most] = [0, 0];
  for (let at = 0; at + ANCHOR <= literal.length; at += 1) {
    const bytes = new Set(literal.subarray(at, at + ANCHOR));
    const score = [...bytes].reduce((sum, byte) => sum + rarity(byte), 0);
    if (score > most) [best, most] = [at, score];
  }
  return best;
}

/** A literal, and the place of its anchor in it. */
interface Anchored {
  literal: Uint8Array;
  index: number;
  offset: number;
}

/**
 * Finds many literals of three bytes and more, by the hash of the three that are rarest. On text where literals are
 * rare, which what leaves is, that takes half of the time of an automaton: no look-up waits for the one before.
 */
export class LiteralScan {
  readonly #isAnchor = new Uint8Array(SLOTS);
  readonly #byAnchor = new Map<number, Anchored[]>();

  /** @throws {RangeError} a literal of fewer than three bytes */
  constructor(literals: readonly Uint8Array[]) {
    for (const [index, literal] of literals.entries()) {
      if (literal.length < ANCHOR)
        throw new RangeError("A literal to search for must have three bytes at least");
      const offset = anchorOf(literal);
      const [a = 0, b = 0, c = 0] = literal.subarray(offset);
      const anchor = (a << 16) | (b << 8) | c;
      this.#isAnchor[slotOf(anchor)] = 1;
      this.#byAnchor.set(anchor, [...(this.#byAnchor.get(anchor) ?? NONE), { literal, index, offset }]);
    }
  }

  /** Adds every occurrence to `hits`. */
  find(bytes: Uint8Array, hits: LiteralHits): void {
    const isAnchor = this.#isAnchor;
    const last = bytes.length - 4;
    let ab = ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0);
    let at = 2;
    for (; at <= last; at += 4) {
      const c = bytes[at] ?? 0;
      const d = bytes[at + 1] ?? 0;
      const e = bytes[at + 2] ?? 0;
      const f = bytes[at + 3] ?? 0;
      const abc = (ab << 8) | c;
      const bcd = ((abc << 8) & MASK) | d;
      const cde = ((bcd << 8) & MASK) | e;
      const def = ((cde << 8) & MASK) | f;
      ab = def & 0xffff;
      const first = isAnchor[slotOf(abc)] ?? 0;
      const second = isAnchor[slotOf(bcd)] ?? 0;
      const third = isAnchor[slotOf(cde)] ?? 0;
      const fourth = isAnchor[slotOf(def)] ?? 0;
      if ((first | second | third | fourth) === 0) continue;
      if (first !== 0) this.#compare(bytes, at - 2, hits);
      if (second !== 0) this.#compare(bytes, at - 1, hits);
      if (third !== 0) this.#compare(bytes, at, hits);
      if (fourth !== 0) this.#compare(bytes, at + 1, hits);
    }
    for (let place = at - 2; place + ANCHOR <= bytes.length; place += 1) this.#compare(bytes, place, hits);
  }

  #compare(bytes: Uint8Array, at: number, hits: LiteralHits): void {
    const anchor = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    for (const { literal, index, offset } of this.#byAnchor.get(anchor) ?? NONE) {
      const start = at - offset;
      if (start < 0 || start + literal.length > bytes.length) continue;
      let length = 0;
      while (length < literal.length && bytes[start + length] === literal[length]) length += 1;
      if (length === literal.length) hits.add(start, index);
    }
  }
}
