import { belongs, BASE62, HEX, type Alphabet } from "./alphabet.ts";
import type { Input } from "./match-parts.ts";

/** Bytes before a token that tell whether it begins there. */
export const BORDER_REACH = 6;

const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const DOT = 0x2e;
const ESCAPED_CONTROLS = new Set(Buffer.from("nrtbfv0"));

/** Whether a token can begin at `at`: no letter, digit or dot before it, unless that is the end of an escape (`\n`, `%3D`, `\x22`, `\u0022`). */
export function beginsToken(bytes: Uint8Array, at: number): boolean {
  const before = bytes[at - 1];
  if (at === 0) return true;
  if (before === DOT) return false;
  if (!belongs(before, BASE62)) return true;
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

/** What stands right before a value that code, a configuration, a query or a tag holds. */
const INTRODUCTIONS = new Set(Buffer.from("\"'`=:>"));
const SPACE = 0x20;

/** Whether a quote, an operator or the end of a tag stands before `at`, with a space between at most. */
export function isIntroduced(bytes: Uint8Array, at: number): boolean {
  const before = bytes[at - 1] === SPACE ? bytes[at - 2] : bytes[at - 1];
  return before !== undefined && INTRODUCTIONS.has(before);
}

/** Whether a token can end before `at`: none of `continuing` follows. */
export function endsToken({ bytes, isEnd }: Input, at: number, continuing: Alphabet): boolean | "more" {
  if (at >= bytes.length) return isEnd ? true : "more";
  return !belongs(bytes[at], continuing);
}
