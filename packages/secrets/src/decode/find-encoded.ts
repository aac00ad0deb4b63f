import type { Span } from "../detection.ts";
import { BASE64, HEX, isHexPair, KIND_OF, pairValue, PRINTABLE } from "./byte-kinds.ts";
import { type Encoding, precedes } from "./encoding.ts";
import { wrappedBase64 } from "./wrapped-base64.ts";

export interface Encoded extends Span {
  encoding: Encoding;
}

const LINE_FEED = 10;
const PERCENT = 37;
const PLUS = 43;
const EQUALS = 61;
const LETTER_U = 85;
const BACKSLASH = 92;
const SHORTEST_HEX = 32;
const SHORTEST_BASE64 = 16;

/** What to do at a byte. */
const PASS = 0;
const RUN = 1;
const AT_PERCENT = 2;
const AT_BACKSLASH = 3;

const TURN = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === PERCENT) return AT_PERCENT;
  if (byte === BACKSLASH) return AT_BACKSLASH;
  return ((KIND_OF[byte] ?? 0) & BASE64) !== 0 ? RUN : PASS;
});

/**
 * Finds what may be encoded, as gitleaks does: `%XX` to the last of the line, `U+XXXX` and `\uXXXX` in a row, 32 or more
 * hexadecimal digits, 16 or more characters of base64. With `extra` also `\xNN` and base64 that is wrapped over lines.
 */
export function findEncoded(bytes: Uint8Array, extra: boolean): readonly Encoded[] {
  const { found, wrapped } = new Finder(bytes, extra).find();
  const all = undisputed(found);
  // In front of its first line: if it cannot be decoded as a whole, its lines are tried
  return wrapped.length === 0 ? all : [...wrapped, ...all].sort((a, b) => a.start - b.start);
}

/** Leaves out what touches a neighbour that precedes it. */
function undisputed(all: readonly Encoded[]): readonly Encoded[] {
  const yieldsTo = (one: Encoded, other: Encoded | undefined): boolean =>
    other !== undefined &&
    one.start <= other.end &&
    one.end >= other.start &&
    precedes(other.encoding, one.encoding);
  return all.filter((one, index) => !yieldsTo(one, all[index - 1]) && !yieldsTo(one, all[index + 1]));
}

class Finder {
  readonly #bytes: Uint8Array;
  readonly #extra: boolean;
  readonly found: Encoded[] = [];
  readonly wrapped: Encoded[] = [];
  /** Lines before this were tried as wrapped text. */
  #unwrappedUntil = 0;

  constructor(bytes: Uint8Array, extra: boolean) {
    this.#bytes = bytes;
    this.#extra = extra;
  }

  find(): this {
    const bytes = this.#bytes;
    const { length } = bytes;
    for (let at = 0; at < length;) {
      const turn = TURN[bytes[at] ?? 0] ?? PASS;
      if (turn === PASS) at += 1;
      else if (turn === RUN) {
        let end = at + 1;
        while (end < length && TURN[bytes[end] ?? 0] === RUN) end += 1;
        at = end - at < 6 ? end : this.#run({ start: at, end });
      } else at = turn === AT_PERCENT ? this.#percent(at) : this.#backslash(at);
    }
    return this;
  }

  #add(encoding: Encoding, start: number, end: number): number {
    this.found.push({ encoding, start, end });
    return end;
  }

  #percent(at: number): number {
    const bytes = this.#bytes;
    if (!isHexPair(bytes, at + 1)) return at + 1;
    const lineFeed = bytes.indexOf(LINE_FEED, at);
    let last = (lineFeed < 0 ? bytes.length : lineFeed) - 3;
    while (last >= at + 3 && !(bytes[last] === PERCENT && isHexPair(bytes, last + 1))) last -= 1;
    return this.#add("percent", at, (last >= at + 3 ? last : at) + 3);
  }

  #backslash(at: number): number {
    const unicode = this.#escapes(at, { letter: 117, digits: 4 });
    if (unicode > at) return this.#add("unicode", at, unicode);
    const hex = this.#extra ? this.#escapes(at, { letter: 120, digits: 2 }) : at;
    return hex > at ? this.#add("escape", at, hex) : at + 1;
  }

  /** End of the run of `\uXXXX`, or of printable `\xNN`, that begins at a place; one or two backslashes each. */
  #escapes(from: number, { letter, digits }: { letter: number; digits: 2 | 4 }): number {
    const bytes = this.#bytes;
    let end = from;
    for (;;) {
      let at = end;
      if (bytes[at] !== BACKSLASH) return end;
      at += bytes[at + 1] === BACKSLASH ? 2 : 1;
      const mark = bytes[at] ?? 0;
      const isMarked = digits === 4 ? (mark | 32) === letter : mark === letter;
      if (!isMarked || !isHexPair(bytes, at + 1)) return end;
      if (digits === 4 && !isHexPair(bytes, at + 3)) return end;
      if (digits === 2 && ((KIND_OF[pairValue(bytes, at + 1)] ?? 0) & PRINTABLE) === 0) return end;
      end = at + 1 + digits;
    }
  }

  /** A longest run of base64 characters; returns where to go on. */
  #run({ start, end }: Span): number {
    const bytes = this.#bytes;
    if (this.#extra && start >= this.#unwrappedUntil && (bytes[end] === LINE_FEED || bytes[end] === 13)) {
      const wrapped = wrappedBase64(bytes, { start, end });
      if (wrapped !== undefined) {
        this.#unwrappedUntil = wrapped.end;
        this.wrapped.push({ encoding: "wrapped-base64", ...wrapped });
      }
    }
    const hasPlus = bytes.subarray(start, end).includes(PLUS);
    for (let at = start; at < end; at += 1) {
      const points = hasPlus ? this.#codePoints(at) : at;
      if (points > at) return this.#add("unicode", at, points);
      let hex = at;
      while (hex < end && ((KIND_OF[bytes[hex] ?? 0] ?? 0) & HEX) !== 0) hex += 1;
      if (hex - at >= SHORTEST_HEX) return this.#add("hex", at, hex);
      if (end - at >= SHORTEST_BASE64) {
        let padded = end;
        while (padded < end + 2 && bytes[padded] === EQUALS) padded += 1;
        return this.#add("base64", at, padded);
      }
      if (!hasPlus) return end;
    }
    return end;
  }

  /** End of the `U+XXXX`, each followed by a space or the end, that begin at a place. */
  #codePoints(from: number): number {
    const bytes = this.#bytes;
    let end = from;
    while (
      bytes[end] === LETTER_U &&
      bytes[end + 1] === PLUS &&
      isHexPair(bytes, end + 2) &&
      isHexPair(bytes, end + 4)
    ) {
      const next = bytes[end + 6];
      if (next === undefined) return end + 6;
      if (next !== 32 && next !== 9 && next !== 10 && next !== 12 && next !== 13) break;
      end += 7;
    }
    return end;
  }
}
