import type { Span } from "../detection.ts";
import { DIGIT, isHexPair, KIND_OF, pairValue, PRINTABLE } from "./byte-kinds.ts";
import type { Writer } from "./writer.ts";

const PERCENT = 37;
const BACKSLASH = 92;

/** Writes what pairs of hexadecimal digits stand for, if that is printable ASCII and one of them is 0 to 9. */
export function decodeHex(bytes: Uint8Array, { start, end }: Span, to: Writer): boolean {
  if ((end - start) % 2 !== 0 || !hasDigit(bytes, { start, end })) return false;
  const before = to.length;
  for (let at = start; at < end; at += 2) {
    if (!pushPrintable(pairValue(bytes, at), to, before)) return false;
  }
  return true;
}

/** Writes text with its `%XX` resolved, if they are printable ASCII. */
export function decodePercent(bytes: Uint8Array, { start, end }: Span, to: Writer): boolean {
  const before = to.length;
  for (let at = start; at < end;) {
    const byte = bytes[at] ?? 0;
    if (byte === PERCENT && at + 2 < end && isHexPair(bytes, at + 1)) {
      if (!pushPrintable(pairValue(bytes, at + 1), to, before)) return false;
      at += 3;
    } else {
      to.push(byte);
      at += 1;
    }
  }
  return true;
}

/** Writes what a run of `\xNN` stands for; each is printable ASCII already. */
export function decodeEscape(bytes: Uint8Array, { start, end }: Span, to: Writer): boolean {
  for (let at = start; at < end; at += 4) {
    if (bytes[at + 1] === BACKSLASH) at += 1;
    to.push(pairValue(bytes, at + 2));
  }
  return true;
}

/** Writes the UTF-8 of `U+XXXX` with spaces between, or of a run of `\uXXXX`. */
export function decodeUnicode(bytes: Uint8Array, { start, end }: Span, to: Writer): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    // Four digits follow the u of an escape, or the + behind a U
    const isMark = byte === 43 || ((byte | 32) === 117 && bytes[at + 1] !== 43);
    if (!isMark) continue;
    const point = (pairValue(bytes, at + 1) << 8) | pairValue(bytes, at + 3);
    to.copy(Buffer.from(String.fromCharCode(point)));
    at += 4;
  }
  return true;
}

function hasDigit(bytes: Uint8Array, { start, end }: Span): boolean {
  for (let at = start; at < end; at += 1) if (((KIND_OF[bytes[at] ?? 0] ?? 0) & DIGIT) !== 0) return true;
  return false;
}

/** Takes back what was written since `before` if the byte is not printable. */
function pushPrintable(byte: number, to: Writer, before: number): boolean {
  if (((KIND_OF[byte] ?? 0) & PRINTABLE) === 0) {
    to.length = before;
    return false;
  }
  to.push(byte);
  return true;
}
