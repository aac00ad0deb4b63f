import { firstBytes } from "./first-bytes.ts";
import type { RegexNode } from "./regex-node.ts";

/** Verdicts of a table on one byte; 0: there is no match here. */
export const SKIP = 1;
export const GO = 2;

/**
 * What the bytes behind a literal must be like for a match: after at most `reach` bytes marked `SKIP` comes one marked
 * `GO`. It rules out most hits with a few look-ups.
 */
export interface FollowTable {
  verdicts: Uint8Array;
  reach: number;
}

/** Undefined where anything may follow. */
export function followTable(parts: readonly RegexNode[]): FollowTable | undefined {
  const skipped = new Uint8Array(256);
  let reach = 0;
  let at = 0;
  for (const part of parts) {
    if (part.kind !== "repeat" || part.min > 0 || part.max === Infinity || part.body.kind !== "class") break;
    firstBytes([part.body])?.forEach((isMember, byte) => {
      if (isMember === 1) skipped[byte] = SKIP;
    });
    reach += part.max;
    at += 1;
  }
  const wanted = firstBytes(parts.slice(at));
  if (wanted === undefined) return undefined;
  return { verdicts: skipped.map((verdict, byte) => (wanted[byte] === 1 ? GO : verdict)), reach };
}
