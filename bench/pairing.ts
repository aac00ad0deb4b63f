/** The items in the order of this round: each round begins one further, so that none is always first. */
export function rotated<T>(items: readonly T[], round: number): T[] {
  const start = items.length === 0 ? 0 : round % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** Throws a RangeError when there is nothing to take it of. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  const lower = sorted.length % 2 === 0 ? sorted[middle - 1] : upper;
  if (upper === undefined || lower === undefined) throw new RangeError("The median of nothing was asked for");
  return (lower + upper) / 2;
}

/** Measures every item once a round, one after the other; each answer has as many values as there were rounds. */
export async function inRounds<T, R>(
  items: readonly T[],
  rounds: number,
  measure: (item: T) => Promise<R>,
): Promise<Map<T, R[]>> {
  const results = new Map<T, R[]>(items.map((item) => [item, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const item of rotated(items, round)) results.get(item)?.push(await measure(item));
  }
  return results;
}

/** `ours` to `peer`, round by round: what disturbed a round disturbed both. */
export function pairedRatios(ours: readonly number[], peer: readonly number[]): number[] {
  return ours.flatMap((value, round) => {
    const other = peer[round];
    return other === undefined || other === 0 ? [] : [value / other];
  });
}
