/** Divides rows among those who want some: all alike, until each has what it wants. */
export function share(rows: number, wants: readonly number[]): number[] {
  const got = wants.map(() => 0);
  let left = rows;
  while (left > 0) {
    const before = left;
    for (const [index, want] of wants.entries()) {
      const has = got[index] ?? 0;
      if (left === 0 || has >= want) continue;
      got[index] = has + 1;
      left -= 1;
    }
    if (left === before) break;
  }
  return got;
}
