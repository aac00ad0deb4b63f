/** The end of the buffer comes before it is clear what this escape is. */
export const MORE = -1;

/** A code from here on is a byte of its own and no character: what `%E9` says. */
export const BYTE = 0x11_0000;

/** `%2525…` and `\\\\…` are followed this far: eight layers of escaping. */
const DEEPEST = 8;

/** Written into nothing: what an escape says that no value is searched with. */
const DROPPED = 0;

const PERCENT = 0x25;
const BACKSLASH = 0x5c;
const AMPERSAND = 0x26;
const SEMICOLON = 0x3b;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const [HASH, SMALL_N, SMALL_R, SMALL_T, SMALL_U, SMALL_X] = [0x23, 0x6e, 0x72, 0x74, 0x75, 0x78];

/** Entities of characters that are separators; `&amp;` may begin another entity. */
const NAMED = ["lt;", "gt;", "quot;", "apos;", "amp;"].map((name) => ({
  name: Buffer.from(name),
  code: name === "amp;" ? AMPERSAND : DROPPED,
}));

/** A decoded character and how many bytes after the lead it took. */
const packed = (code: number, width: number): number => (code << 7) | width;
export const codeOf = (result: number): number => result >> 7;
export const widthOf = (result: number): number => result & 127;

const NONE = packed(DROPPED, 0);

function digitOf(byte: number | undefined, base: 10 | 16): number {
  if (byte === undefined) return MORE;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return base === 16 && letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN;
}

/** Exactly `count` hexadecimal digits; NaN where there are fewer. */
function hexAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = 0; index < count; index += 1) {
    const digit = digitOf(bytes[at + index], 16);
    if (digit === MORE || Number.isNaN(digit)) return digit;
    value = value * 16 + digit;
  }
  return value;
}

function percent(bytes: Uint8Array, at: number): number {
  const byte = hexAt(bytes, at, 2);
  if (byte === MORE) return MORE;
  if (Number.isNaN(byte)) return NONE;
  return packed(byte < 0x80 ? byte : BYTE + byte, 2);
}

/** `73;` or `73}`: up to seven digits and what closes them. */
function number(bytes: Uint8Array, at: number, { base, close }: { base: 10 | 16; close: number }): number {
  let value = 0;
  let width = 0;
  while (width < 8) {
    const byte = bytes[at + width];
    if (byte === undefined) return MORE;
    if (byte === close) return width === 0 || value >= BYTE ? NONE : packed(value, width + 1);
    const digit = digitOf(byte, base);
    if (Number.isNaN(digit)) return NONE;
    value = value * base + digit;
    width += 1;
  }
  return NONE;
}

const deeper = (result: number, by: number): number =>
  result === MORE || result === NONE ? result : result + by;

/** `\u0073`, two of them for a character outside of the first plane, and `\u{73}`. */
function unicode(bytes: Uint8Array, at: number): number {
  if (bytes[at] === OPEN_BRACE) return deeper(number(bytes, at + 1, { base: 16, close: CLOSE_BRACE }), 1);
  const unit = hexAt(bytes, at, 4);
  if (unit === MORE) return MORE;
  if (Number.isNaN(unit)) return NONE;
  if (unit < 0xd800 || unit > 0xdbff) return packed(unit, 4);
  const lead = [BACKSLASH, SMALL_U];
  for (const [index, byte] of lead.entries()) {
    const found = bytes[at + 4 + index];
    if (found === undefined) return MORE;
    if (found !== byte) return packed(unit, 4);
  }
  const low = hexAt(bytes, at + 6, 4);
  if (low === MORE) return MORE;
  if (!(low >= 0xdc00 && low <= 0xdfff)) return packed(unit, 4);
  return packed(0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00), 10);
}

function backslash(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) return MORE;
  if (byte === BACKSLASH) return packed(BACKSLASH, 1);
  if (byte === SMALL_N || byte === SMALL_R || byte === SMALL_T) return packed(DROPPED, 1);
  if (byte === SMALL_U) return deeper(unicode(bytes, at + 1), 1);
  if (byte !== SMALL_X) return NONE;
  const code = hexAt(bytes, at + 1, 2);
  if (code === MORE) return MORE;
  return Number.isNaN(code) ? NONE : packed(code < 0x80 ? code : BYTE + code, 3);
}

function entity(bytes: Uint8Array, at: number): number {
  if (bytes[at] === HASH) {
    const next = bytes[at + 1];
    if (next === undefined) return MORE;
    const isHex = (next | 0x20) === SMALL_X;
    const skip = isHex ? 2 : 1;
    return deeper(number(bytes, at + skip, { base: isHex ? 16 : 10, close: SEMICOLON }), skip);
  }
  for (const { name, code } of NAMED) {
    let length = 0;
    while (length < name.length && bytes[at + length] === name[length]) length += 1;
    if (length === name.length) return packed(code, length);
    if (at + length >= bytes.length) return MORE;
  }
  return NONE;
}

/**
 * Undoes the escape whose lead (`%`, `\` or `&`) is at `at`, however often it was escaped. The result holds a
 * character (`codeOf`; 0 says none) and the bytes it took from `at` on (`widthOf`, at most 127), or is `MORE`.
 */
export function unescape(bytes: Uint8Array, at: number): number {
  let lead = bytes[at] ?? 0;
  let next = at + 1;
  for (let level = 0; level < DEEPEST; level += 1) {
    const step =
      lead === PERCENT
        ? percent(bytes, next)
        : lead === BACKSLASH
          ? backslash(bytes, next)
          : entity(bytes, next);
    if (step === MORE) return MORE;
    if (step === NONE) break;
    lead = codeOf(step);
    next += widthOf(step);
    if (lead !== PERCENT && lead !== BACKSLASH && lead !== AMPERSAND) return packed(lead, next - at);
  }
  return packed(DROPPED, next - at);
}
