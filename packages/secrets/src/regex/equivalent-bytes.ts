import type { Program } from "./program.ts";
import { IS_WORD } from "./word-byte.ts";

/** Bytes that a program cannot tell apart share a column. */
export interface EquivalentBytes {
  columnOf: Uint8Array;
  /** One byte of each column. */
  byteOf: Int16Array;
}

export function equivalentBytes({ sets, looksAtWords, looksAtLines }: Program): EquivalentBytes {
  const columnOf = new Uint8Array(256);
  const renumbered = new Int16Array(512);
  let count = 1;
  const refine = (members: Uint8Array): void => {
    renumbered.fill(-1, 0, count * 2);
    count = 0;
    for (let byte = 0; byte < 256; byte += 1) {
      const key = (columnOf[byte] ?? 0) * 2 + (members[byte] ?? 0);
      if (renumbered[key] === -1) renumbered[key] = count++;
      columnOf[byte] = renumbered[key] ?? 0;
    }
  };
  for (const set of sets) refine(set);
  if (looksAtWords) refine(IS_WORD);
  if (looksAtLines) refine(IS_LINE_FEED);
  const byteOf = Int16Array.from({ length: count }, (_, column) => columnOf.indexOf(column));
  return { columnOf, byteOf };
}

const IS_LINE_FEED = new Uint8Array(256).fill(1, 10, 11);
