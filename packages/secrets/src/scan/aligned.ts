import { BASE64, KIND_OF } from "../decode/byte-kinds.ts";

/** Base64 is read by four characters, hexadecimal digits by two. */
const UNIT = 4;
/** Five times encoded, so many characters are whole units each time. */
const UNITS = UNIT ** 5;

/**
 * Where a window may begin, at a place or a few bytes before: an encoded part that began earlier is read from there on by
 * the same units, and what it holds too where windows are large. The bytes begin where an encoded part does, or at one of
 * its units.
 */
export function aligned(bytes: Uint8Array, at: number): number {
  let start = at;
  while (start > 0 && ((KIND_OF[bytes[start - 1] ?? 0] ?? 0) & BASE64) !== 0) start -= 1;
  return at - ((at - start) % (at < 2 * UNITS ? UNIT : UNITS));
}
