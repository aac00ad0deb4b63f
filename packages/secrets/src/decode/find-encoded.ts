import type { Span } from "../detection.ts";
import { BASE64, HEX, isHexPair, KIND_OF, pairValue, PRINTABLE } from "./byte-kinds.ts";
import { type Encoded, EncodedParts } from "./encoded-parts.ts";
import { type Encoding, precedes } from "./encoding.ts";
import { wrappedBase64 } from "./wrapped-base64.ts";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const PERCENT = 37;
const PLUS = 43;
const EQUALS = 61;
const LETTER_U = 85;
const BACKSLASH = 92;
const SHORTEST_HEX = 32;
const SHORTEST_BASE64 = 16;
const SHORTEST_WRAPPED = 8;

/** 1 for each byte of base64. */
const IN_RUN = KIND_OF.map((kind) => kind & BASE64);

/**
 * Finds what may be encoded, as gitleaks does: `%XX` to the last of the line, `U+XXXX` and `\uXXXX` in a row, 32 or more
 * hexadecimal digits, 16 or more characters of base64. With `extra` also `\xNN` and base64 that is wrapped over lines.
 */
export function findEncoded(bytes: Uint8Array, extra: boolean): EncodedParts {
  const { found, wrapped } = new Finder(bytes, extra).find();
  const parts = new EncodedParts();
  let nextWrapped = 0;
  for (let index = 0; index <= found.count; index += 1) {
    const one = found.at(index);
    // In front of its first line: if it cannot be decoded as a whole, its lines are tried
    for (let block = wrapped.at(nextWrapped); block !== undefined; block = wrapped.at(nextWrapped)) {
      if (one !== undefined && block.start > one.start) break;
      parts.add(block);
      nextWrapped += 1;
    }
    if (one === undefined) break;
    if (!yieldsTo(one, found.at(index - 1)) && !yieldsTo(one, found.at(index + 1))) parts.add(one);
  }
  return parts;
}

/** Whether a part touches a neighbour that precedes it. */
function yieldsTo(one: Encoded, other: Encoded | undefined): boolean {
  if (other === undefined || one.start > other.end || one.end < other.start) return false;
  return precedes(other.encoding, one.encoding);
}

class Finder {
  readonly #bytes: Uint8Array;
  readonly #extra: boolean;
  readonly found = new EncodedParts();
  readonly wrapped = new EncodedParts();
  /** Lines before this were tried as wrapped text. */
  #unwrappedUntil = 0;

  constructor(bytes: Uint8Array, extra: boolean) {
    this.#bytes = bytes;
    this.#extra = extra;
  }

  /** Always the candidate that begins first, and on behind it. */
  find(): this {
    const bytes = this.#bytes;
    const shortest = this.#extra ? SHORTEST_WRAPPED : SHORTEST_BASE64;
    const end = bytes.length;
    let percent = -1;
    let backslash = -1;
    let points = -1;
    let run = -1;
    for (let at = 0; at < end;) {
      if (percent < at) percent = orEnd(bytes.indexOf(PERCENT, at), end);
      if (backslash < at) backslash = orEnd(bytes.indexOf(BACKSLASH, at), end);
      if (points < at) points = nextCodePoint(bytes, at);
      if (run < at) run = nextRun(bytes, at, shortest);
      const first = Math.min(percent, backslash, points, run);
      if (first === end) break;
      if (first === points) at = this.#codePoints(points, run);
      else if (first === run) at = this.#run(run);
      else at = first === percent ? this.#percent(percent) : this.#backslash(backslash);
    }
    return this;
  }

  #add(encoding: Encoding, start: number, end: number): number {
    this.found.add({ encoding, start, end });
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

  /** A run of base64 characters, from `start` on; returns where to go on. */
  #run(start: number): number {
    const bytes = this.#bytes;
    let end = start;
    while (IN_RUN[bytes[end] ?? 0] === 1) end += 1;
    if (this.#extra) this.#wrapped({ start, end });
    let hex = start;
    while (hex < end && ((KIND_OF[bytes[hex] ?? 0] ?? 0) & HEX) !== 0) hex += 1;
    if (hex - start >= SHORTEST_HEX) return this.#add("hex", start, hex);
    // What is shorter may have code points in it
    if (end - start < SHORTEST_BASE64) return hasPlus(bytes, start, end) ? start + 1 : end;
    let padded = end;
    while (padded < end + 2 && bytes[padded] === EQUALS) padded += 1;
    return this.#add("base64", start, padded);
  }

  #wrapped(first: Span): void {
    const after = this.#bytes[first.end];
    if (first.start < this.#unwrappedUntil || (after !== LINE_FEED && after !== CARRIAGE_RETURN)) return;
    const wrapped = wrappedBase64(this.#bytes, first);
    if (wrapped === undefined) return;
    this.#unwrappedUntil = wrapped.end;
    this.wrapped.add({ encoding: "wrapped-base64", ...wrapped });
  }

  /** `U+XXXX`, each followed by a space or the end, if they begin at a place; otherwise the run that begins there is next. */
  #codePoints(from: number, run: number): number {
    const bytes = this.#bytes;
    let end = from;
    while (
      bytes[end] === LETTER_U &&
      bytes[end + 1] === PLUS &&
      isHexPair(bytes, end + 2) &&
      isHexPair(bytes, end + 4)
    ) {
      const next = bytes[end + 6];
      if (next === undefined) return this.#add("unicode", from, end + 6);
      if (next !== 32 && next !== 9 && next !== 10 && next !== 12 && next !== 13) break;
      end += 7;
    }
    if (end > from) return this.#add("unicode", from, end);
    return from === run ? this.#run(run) : from + 1;
  }
}

/** As `includes` of a view, which costs more than the few bytes do. */
function hasPlus(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (bytes[at] === PLUS) return true;
  return false;
}

function orEnd(found: number, end: number): number {
  return found < 0 ? end : found;
}

/** Start of the next `U+`; the end of the text if there is none. */
function nextCodePoint(bytes: Uint8Array, from: number): number {
  let plus = bytes.indexOf(PLUS, from + 1);
  while (plus >= 0 && bytes[plus - 1] !== LETTER_U) plus = bytes.indexOf(PLUS, plus + 1);
  return plus < 0 ? bytes.length : plus - 1;
}

/**
 * Start of the next run of base64 characters of a length; the end of the text if there is none. A look at where such a run
 * would end, and back from there, passes most text without reading it all.
 */
function nextRun(bytes: Uint8Array, from: number, shortest: number): number {
  const { length } = bytes;
  let start = from;
  let known = from;
  for (let last = start + shortest - 1; last < length; last = start + shortest - 1) {
    let at = last;
    while (at >= known && IN_RUN[bytes[at] ?? 0] === 1) at -= 1;
    if (at < known) return start;
    start = at + 1;
    known = last + 1;
  }
  return length;
}
