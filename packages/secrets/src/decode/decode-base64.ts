import type { Span } from "../detection.ts";
import { KIND_OF, PRINTABLE, UNLIKE_A_NAME } from "./byte-kinds.ts";
import type { Writer } from "./writer.ts";

const EQUALS = 61;
/** Characters that are tried first: most candidates are no base64, and show it at once. */
const FIRST_LOOK = 12;

const STANDARD = values("+/");
const URL_SAFE = values("-_");

function values(last: string): Int8Array {
  const of = new Int8Array(256).fill(-1);
  const alphabet = `ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789${last}`;
  for (let value = 0; value < alphabet.length; value += 1) of[alphabet.charCodeAt(value)] = value;
  return of;
}

/** Writes what padded standard, or unpadded URL-safe base64 stands for, if that is printable ASCII. */
export function decodeBase64(bytes: Uint8Array, span: Span, to: Writer): boolean {
  if (!looksEncoded(bytes, span)) return false;
  let { end } = span;
  while (end > span.end - 2 && bytes[end - 1] === EQUALS) end -= 1;
  const body = { start: span.start, end };
  const isPadded = (span.end - span.start) % 4 === 0;
  if (isPadded && decodeWith(STANDARD, { bytes, body }, to)) return true;
  return end === span.end && (end - span.start) % 4 !== 1 && decodeWith(URL_SAFE, { bytes, body }, to);
}

function looksEncoded(bytes: Uint8Array, { start, end }: Span): boolean {
  for (let at = start; at < end; at += 1) {
    if (((KIND_OF[bytes[at] ?? 0] ?? 0) & UNLIKE_A_NAME) !== 0) return true;
  }
  return false;
}

function decodeWith(
  alphabet: Int8Array,
  { bytes, body }: { bytes: Uint8Array; body: Span },
  to: Writer,
): boolean {
  const before = to.length;
  const look = Math.min(body.end, body.start + FIRST_LOOK);
  if (!isPrintable(alphabet, { bytes, from: body.start, to: look })) return false;
  let bits = 0;
  let count = 0;
  for (let at = body.start; at < body.end; at += 1) {
    const value = alphabet[bytes[at] ?? 0] ?? -1;
    bits = ((bits << 6) | value) & 0xfffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      const byte = (bits >> count) & 255;
      if (value < 0 || ((KIND_OF[byte] ?? 0) & PRINTABLE) === 0) {
        to.length = before;
        return false;
      }
      to.push(byte);
    } else if (value < 0) {
      to.length = before;
      return false;
    }
  }
  return to.length > before;
}

function isPrintable(
  alphabet: Int8Array,
  { bytes, from, to }: { bytes: Uint8Array; from: number; to: number },
): boolean {
  for (let at = from; at + 3 < to; at += 4) {
    const a = alphabet[bytes[at] ?? 0] ?? -1;
    const b = alphabet[bytes[at + 1] ?? 0] ?? -1;
    const c = alphabet[bytes[at + 2] ?? 0] ?? -1;
    const d = alphabet[bytes[at + 3] ?? 0] ?? -1;
    if ((a | b | c | d) < 0) return false;
    const three = (a << 18) | (b << 12) | (c << 6) | d;
    const kinds =
      (KIND_OF[three >> 16] ?? 0) & (KIND_OF[(three >> 8) & 255] ?? 0) & (KIND_OF[three & 255] ?? 0);
    if ((kinds & PRINTABLE) === 0) return false;
  }
  return true;
}
