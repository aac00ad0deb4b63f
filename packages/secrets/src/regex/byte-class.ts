import type { CodePoints } from "./code-points.ts";

/**
 * A class over the bytes of UTF-8 text. Few members outside ASCII are exact, as byte sequences; of many (`.`, `[^"]`,
 * `\S`) every byte from 0x80 on is a member, so that text in any encoding is scanned: one character then counts as two
 * to four in a counted repetition.
 */
export interface ByteClass {
  /** 1 for each byte that is a member by itself. */
  single: Uint8Array;
  sequences: readonly Uint8Array[];
}

const MOST_SEQUENCES = 64;

const known = new WeakMap<CodePoints, ByteClass>();

export function byteClass(points: CodePoints): ByteClass {
  let found = known.get(points);
  if (found === undefined) {
    found = toBytes(points);
    known.set(points, found);
  }
  return found;
}

function toBytes(points: CodePoints): ByteClass {
  const single = new Uint8Array(256);
  const outside: [number, number][] = [];
  let count = 0;
  for (let at = 0; at < points.length; at += 2) {
    const low = points[at] ?? 0;
    const high = points[at + 1] ?? 0;
    if (low < 128) single.fill(1, low, Math.min(high, 127) + 1);
    if (high < 128) continue;
    outside.push([Math.max(low, 128), high]);
    count += high - Math.max(low, 128) + 1;
  }
  if (count > MOST_SEQUENCES) {
    single.fill(1, 128);
    return { single, sequences: [] };
  }
  const sequences = outside.flatMap(([low, high]) =>
    Array.from({ length: high - low + 1 }, (_, further) => Buffer.from(String.fromCodePoint(low + further))),
  );
  return { single, sequences };
}
