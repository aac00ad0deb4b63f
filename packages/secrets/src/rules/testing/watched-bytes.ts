/** A buffer that tells which of its bytes were looked at. */
export interface WatchedBytes {
  bytes: Uint8Array;
  looked: { lowest: number; highest: number; count: number };
}

/** Only indexing and `length` work on it: a rule that takes slices fails. */
export function watchedBytes(text: Uint8Array): WatchedBytes {
  const looked = { lowest: Infinity, highest: -Infinity, count: 0 };
  const bytes = new Proxy(text, {
    get(target, key) {
      if (key === "length") return target.length;
      const index = Number(key);
      if (!Number.isInteger(index)) throw new TypeError(`A rule may not use ${String(key)} of the buffer`);
      if (index < 0 || index >= target.length) return undefined;
      looked.lowest = Math.min(looked.lowest, index);
      looked.highest = Math.max(looked.highest, index);
      looked.count += 1;
      return target[index];
    },
  });
  return { bytes, looked };
}
