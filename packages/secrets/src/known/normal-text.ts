import { BYTE, codeOf, MORE, unescape, widthOf } from "./escapes.ts";

/** What stands between the parts of a value that was taken apart, and NUL, which UTF-16 puts there. */
const SEPARATORS = "\0 \t\r\n\v\f\"'`+,;()|$#*<>[]{}";
const ESCAPE_LEADS = "%\\&";

const DROPPED = 0;
const KEPT = 1;
const LEAD = 2;
const KINDS = new Uint8Array(256).fill(KEPT);
for (const char of SEPARATORS) KINDS[char.charCodeAt(0)] = DROPPED;
for (const char of ESCAPE_LEADS) KINDS[char.charCodeAt(0)] = LEAD;

const BACKSLASH = 0x5c;
/** Bytes that say nothing from a backslash on, by what follows it; 0: this must be looked at. As `unescape` does. */
const SKIPPED_AFTER_BACKSLASH = new Uint8Array(256).fill(1);
for (const char of "ux\\") SKIPPED_AFTER_BACKSLASH[char.charCodeAt(0)] = 0;
for (const char of "nrt") SKIPPED_AFTER_BACKSLASH[char.charCodeAt(0)] = 2;

/** A place in the original is remembered every so many of its bytes; those between are found by reading again. */
const BLOCK = 64;

const NOWHERE = new Int32Array(0);

/** Bytes that a character becomes in normal text. */
function sizeOf(code: number): number {
  if (code < 0x80) return KINDS[code] === KEPT ? 1 : 0;
  if (code >= BYTE || code < 0x800) return code >= BYTE ? 1 : 2;
  return code < 0x1_0000 ? 3 : 4;
}

/** Bytes of normal text that come from the character at `at`. */
function sizeAt(raw: Uint8Array, at: number): number {
  const kind = KINDS[raw[at] ?? 0] ?? DROPPED;
  if (kind !== LEAD) return kind;
  const escape = unescape(raw, at);
  return escape === MORE ? 0 : sizeOf(codeOf(escape));
}

/** End, in the original, of the character that begins at `start`. */
export function characterEnd(raw: Uint8Array, start: number): number {
  if (KINDS[raw[start] ?? 0] !== LEAD) return start + 1;
  const escape = unescape(raw, start);
  return escape === MORE ? start + 1 : start + widthOf(escape);
}

/** The end of a normal text by itself. */
export interface Tail {
  bytes: Uint8Array;
  /** Where in the original the character begins that each byte comes from. */
  places: Int32Array;
}

/**
 * Text in the one form in which it is searched: separators left out, escapes undone. So `"ab" + "cd"`,
 * wrapped base64, UTF-16, one character for each element of a list, and all of `%61`, `\u0061`, `\x61` and
 * `&#97;` read alike. It begins with what was restored, and remembers where in the original each byte was.
 */
export class NormalText {
  readonly bytes: Uint8Array;
  length = 0;
  #restored: Int32Array = NOWHERE;
  /** Length of the text and place in the original, at the beginning of each block. */
  readonly #marks: { lengths: Int32Array; places: Int32Array };
  #markCount = 0;

  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
    const marks = Math.ceil(capacity / BLOCK) + 1;
    this.#marks = { lengths: new Int32Array(marks), places: new Int32Array(marks) };
  }

  /**
   * Appends what `raw` says; the text must have room for as many bytes. Unless `isEnd`, an escape that the end
   * cuts is left over. @returns how many bytes of `raw` were read.
   */
  append(raw: Uint8Array, isEnd: boolean): number {
    const { lengths, places } = this.#marks;
    let at = 0;
    while (at < raw.length) {
      lengths[this.#markCount] = this.length;
      places[this.#markCount] = at;
      this.#markCount += 1;
      const stop = Math.min(raw.length, at + BLOCK);
      at = this.#appendPlain(raw, at, stop);
      while (at < stop) {
        const escape = unescape(raw, at);
        if (escape === MORE && !isEnd) return at;
        if (escape !== MORE) this.#write(codeOf(escape));
        at = this.#appendPlain(raw, escape === MORE ? at + 1 : at + widthOf(escape), stop);
      }
    }
    return at;
  }

  /** Appends up to `stop`, or the next escape that says a character. */
  #appendPlain(raw: Uint8Array, from: number, stop: number): number {
    const { bytes } = this;
    let { length } = this;
    let at = from;
    while (at < stop) {
      // four at a time, as long as none of them may begin an escape
      for (; at + 4 <= stop; at += 4) {
        const a = raw[at] ?? 0;
        const b = raw[at + 1] ?? 0;
        const c = raw[at + 2] ?? 0;
        const d = raw[at + 3] ?? 0;
        const kindA = KINDS[a] ?? 0;
        const kindB = KINDS[b] ?? 0;
        const kindC = KINDS[c] ?? 0;
        const kindD = KINDS[d] ?? 0;
        if (((kindA | kindB | kindC | kindD) & LEAD) !== 0) break;
        bytes[length] = a;
        length += kindA;
        bytes[length] = b;
        length += kindB;
        bytes[length] = c;
        length += kindC;
        bytes[length] = d;
        length += kindD;
      }
      const until = Math.min(at + 4, stop);
      while (at < until) {
        const byte = raw[at] ?? 0;
        const kind = KINDS[byte] ?? 0;
        if (kind === LEAD) {
          const skipped = byte === BACKSLASH ? (SKIPPED_AFTER_BACKSLASH[raw[at + 1] ?? BACKSLASH] ?? 0) : 0;
          if (skipped === 0) {
            this.length = length;
            return at;
          }
          at += skipped;
        } else {
          bytes[length] = byte;
          length += kind;
          at += 1;
        }
      }
    }
    this.length = length;
    return at;
  }

  #write(code: number): void {
    const size = sizeOf(code);
    if (size === 0) return;
    if (size === 1) this.bytes[this.length] = code >= BYTE ? code - BYTE : code;
    else this.bytes.set(Buffer.from(String.fromCodePoint(code)), this.length);
    this.length += size;
  }

  /** Where in the original the character begins that a byte comes from; `raw` is what was appended. */
  placeOf(raw: Uint8Array, index: number): number {
    return this.#places(raw, index, 1)[0] ?? 0;
  }

  /** The same for so many bytes from `from` on, in one walk. */
  #places(raw: Uint8Array, from: number, count: number): Int32Array {
    const found = new Int32Array(count);
    let next = 0;
    for (; next < count && from + next < this.#restored.length; next += 1)
      found[next] = this.#restored[from + next] ?? 0;
    if (next === count) return found;
    const { lengths, places } = this.#marks;
    let block = this.#markCount - 1;
    while (block > 0 && (lengths[block] ?? 0) > from + next) block -= 1;
    let at = places[block] ?? 0;
    let length = (lengths[block] ?? 0) + sizeAt(raw, at);
    while (next < count) {
      for (; next < count && length > from + next; next += 1) found[next] = at;
      if (at >= raw.length) break;
      at = characterEnd(raw, at);
      length += sizeAt(raw, at);
    }
    return found;
  }

  /** What stands between the last character and `end`, and was left out. */
  separatorsAfter(raw: Uint8Array, end: number): string {
    const last = this.length - 1;
    const from = last < this.#restored.length ? 0 : characterEnd(raw, this.placeOf(raw, last));
    return Buffer.from(raw.subarray(from, end)).toString("latin1");
  }

  /** The last `count` bytes, their places counted from `origin` on. */
  tail(raw: Uint8Array, { count, origin }: { count: number; origin: number }): Tail {
    const from = this.length - count;
    const places = this.#places(raw, from, count);
    for (let index = 0; index < count; index += 1) places[index] = (places[index] ?? 0) - origin;
    return { bytes: this.bytes.slice(from, this.length), places };
  }

  /** Begins anew with what `tail` holds. */
  restore({ bytes, places }: Tail): void {
    this.bytes.set(bytes);
    this.length = bytes.length;
    this.#restored = places;
    this.#markCount = 0;
  }
}
