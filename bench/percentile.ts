/** The value that so many of a hundred do not exceed (nearest rank). Throws a RangeError when there is nothing to take it of. */
export function percentile(values: readonly number[], rank: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((rank / 100) * sorted.length) - 1)];
  if (value === undefined) throw new RangeError("A percentile of nothing was asked for");
  return value;
}
