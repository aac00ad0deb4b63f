import type { Columns } from "./columns.ts";

/** A prefix tree in a flat table: `next[node * width + column]`, -1 where there is no child. Node 0 is the root. */
export interface Trie {
  next: Int32Array;
  width: number;
  size: number;
  /** Indexes of the literals that end at each node. */
  ends: Map<number, number[]>;
}

export function trie(literals: readonly Uint8Array[], { of, count }: Columns): Trie {
  // A power of two, so that a row's offset is a shift
  const width = 2 ** Math.ceil(Math.log2(Math.max(count, 2)));
  const ends = new Map<number, number[]>();
  let next = new Int32Array(width * 64).fill(-1);
  let size = 1;
  literals.forEach((literal, index) => {
    let node = 0;
    for (const byte of literal) {
      const cell = node * width + (of[byte] ?? 0);
      let child = next[cell] ?? -1;
      if (child < 0) {
        child = size++;
        if (size * width > next.length) {
          const larger = new Int32Array(next.length * 2).fill(-1);
          larger.set(next);
          next = larger;
        }
        next[cell] = child;
      }
      node = child;
    }
    const here = ends.get(node);
    if (here === undefined) ends.set(node, [index]);
    else here.push(index);
  });
  return { next, width, size, ends };
}
