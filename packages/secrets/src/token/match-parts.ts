import { belongs } from "./alphabet.ts";
import type { Part, Run } from "./part.ts";

/** A buffer, and whether anything follows it. */
export interface Input {
  bytes: Uint8Array;
  isEnd: boolean;
}

/** The byte after what matched; `more`: the buffer ends before that is decided. */
export type Reached = number | "no" | "more";

/** Takes the parts one after the other from `from` on, each run as long as it goes: one look at each byte, no way back. */
export function matchParts(input: Input, from: number, parts: readonly Part[]): Reached {
  let at = from;
  for (const part of parts) {
    const reached = typeof part === "string" ? matchText(input, at, part) : matchRun(input, at, part);
    if (typeof reached === "string") return reached;
    at = reached;
  }
  return at;
}

export function matchText({ bytes, isEnd }: Input, from: number, text: string): Reached {
  for (let index = 0; index < text.length; index += 1) {
    if (from + index >= bytes.length) return isEnd ? "no" : "more";
    if (bytes[from + index] !== text.charCodeAt(index)) return "no";
  }
  return from + text.length;
}

function matchRun({ bytes, isEnd }: Input, from: number, { alphabet, least, most }: Run): Reached {
  const limit = Math.min(bytes.length, from + most);
  let at = from;
  while (at < limit && belongs(bytes[at], alphabet)) at += 1;
  if (at === bytes.length && at - from < most && !isEnd) return "more";
  return at - from < least ? "no" : at;
}

/** The first byte of the run that ends right before `end`, or `no`. */
export function matchRunBefore(
  bytes: Uint8Array,
  end: number,
  { alphabet, least, most }: Run,
): number | "no" {
  let at = end;
  while (at > 0 && end - at < most && belongs(bytes[at - 1], alphabet)) at -= 1;
  return end - at < least ? "no" : at;
}
