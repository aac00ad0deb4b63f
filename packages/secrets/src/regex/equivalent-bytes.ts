import type { Program } from "./program.ts";
import { IS_WORD } from "./word-byte.ts";

/** Bytes that a program cannot tell apart share a column. */
export interface EquivalentBytes {
  columnOf: Uint8Array;
  /** One byte of each column. */
  byteOf: Int16Array;
}

export function equivalentBytes({ sets, looksAtWords, looksAtLines }: Program): EquivalentBytes {
  let columnOf = new Uint8Array(256);
  let count = 1;
  const refine = (isIn: (byte: number) => boolean): void => {
    const renumbered = new Map<number, number>();
    columnOf = columnOf.map((column, byte) => {
      const key = column * 2 + (isIn(byte) ? 1 : 0);
      const known = renumbered.get(key);
      if (known !== undefined) return known;
      renumbered.set(key, renumbered.size);
      return renumbered.size - 1;
    });
    count = renumbered.size;
  };
  for (const set of sets) refine((byte) => set[byte] === 1);
  if (looksAtWords) refine((byte) => IS_WORD[byte] === 1);
  if (looksAtLines) refine((byte) => byte === 10);
  const byteOf = Int16Array.from({ length: count }, (_, column) => columnOf.indexOf(column));
  return { columnOf, byteOf };
}
