import type { Alphabet } from "./alphabet.ts";

/** A stretch of one alphabet, taken as long as it goes. */
export interface Run {
  alphabet: Alphabet;
  least: number;
  most: number;
}

/** A token is a row of parts: text as it stands, or a run. */
export type Part = string | Run;

/** `run(HEX, 32)`: exactly 32; `run(HEX, 32, 64)`: 32 to 64. */
export function run(alphabet: Alphabet, least: number, most: number = least): Run {
  return { alphabet, least, most };
}

/** Most bytes that the parts can take. */
export function longest(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + (typeof part === "string" ? part.length : part.most), 0);
}

/** Five groups of hexadecimal digits, as in RFC 9562. */
export function uuid(hex: Alphabet): Part[] {
  return [run(hex, 8), "-", run(hex, 4), "-", run(hex, 4), "-", run(hex, 4), "-", run(hex, 12)];
}
