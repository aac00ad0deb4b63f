import { belongs, BASE62, HEX, type Alphabet } from "./alphabet.ts";
import type { Input } from "./match-parts.ts";

/** Bytes before a token that tell whether it begins there. */
export const BORDER_REACH = 6;

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const ESCAPED_CONTROLS = new Set(Buffer.from("nrtbfv0"));

/** Whether a token can begin at `at`: no letter or digit before it, unless that is the end of an escape (`\n`, `%3D`, `\x22`, `\u0022`). */
export function beginsToken(bytes: Uint8Array, at: number): boolean {
  const before = bytes[at - 1];
  if (at === 0 || !belongs(before, BASE62)) return true;
  if (bytes[at - 2] === BACKSLASH) return before !== undefined && ESCAPED_CONTROLS.has(before);
  if (!belongs(before, HEX) || !belongs(bytes[at - 2], HEX)) return false;
  if (bytes[at - 3] === PERCENT) return true;
  if (bytes[at - 4] === BACKSLASH && bytes[at - 3] === "x".charCodeAt(0)) return true;
  return (
    bytes[at - 6] === BACKSLASH &&
    bytes[at - 5] === "u".charCodeAt(0) &&
    belongs(bytes[at - 4], HEX) &&
    belongs(bytes[at - 3], HEX)
  );
}

/** Whether a token can end before `at`: none of `continuing` follows. */
export function endsToken({ bytes, isEnd }: Input, at: number, continuing: Alphabet): boolean | "more" {
  if (at >= bytes.length) return isEnd ? true : "more";
  return !belongs(bytes[at], continuing);
}
