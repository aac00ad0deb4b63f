/** A set of code points: `low, high, low, high, …`, sorted, disjoint, both ends included. */
export type CodePoints = readonly number[];

export const MAX_CODE_POINT = 0x10ffff;

/** Beyond this many code points outside ASCII a set is not folded: it is matched byte by byte anyway. */
const MOST_TO_FOLD = 1024;

/** Sorts and joins ranges that may overlap. */
export function union(ranges: readonly number[]): CodePoints {
  const pairs: [number, number][] = [];
  for (let at = 0; at + 1 < ranges.length; at += 2) pairs.push([ranges[at] ?? 0, ranges[at + 1] ?? 0]);
  pairs.sort((a, b) => a[0] - b[0]);
  const joined: number[] = [];
  for (const [low, high] of pairs) {
    const last = joined.at(-1);
    if (last !== undefined && low <= last + 1) joined[joined.length - 1] = Math.max(last, high);
    else joined.push(low, high);
  }
  return joined;
}

export function complement(points: CodePoints): CodePoints {
  const others: number[] = [];
  let next = 0;
  for (let at = 0; at < points.length; at += 2) {
    const low = points[at] ?? 0;
    if (low > next) others.push(next, low - 1);
    next = (points[at + 1] ?? 0) + 1;
  }
  if (next <= MAX_CODE_POINT) others.push(next, MAX_CODE_POINT);
  return others;
}

/**
 * Adds the other cases of every member (Unicode simple folding). Two folds from ASCII to outside of it, `k` to U+212A
 * and `s` to U+017F, are left out: no token has them, and they would make every literal a choice.
 */
export function foldCase(points: CodePoints): CodePoints {
  const folded = [...points];
  for (let at = 0; at < points.length; at += 2) {
    const low = points[at] ?? 0;
    const high = points[at + 1] ?? 0;
    pushShared(folded, [low, high], { first: 65, last: 90, by: 32 });
    pushShared(folded, [low, high], { first: 97, last: 122, by: -32 });
    if (high < 128 || high - low > MOST_TO_FOLD) continue;
    for (let point = Math.max(low, 128); point <= high; point += 1) {
      for (const other of otherCases(point)) folded.push(other, other);
    }
  }
  return union(folded);
}

function pushShared(
  to: number[],
  [low, high]: [number, number],
  { first, last, by }: { first: number; last: number; by: number },
): void {
  const from = Math.max(low, first);
  const until = Math.min(high, last);
  if (from <= until) to.push(from + by, until + by);
}

function otherCases(point: number): number[] {
  const same = new RegExp(`^\\u{${point.toString(16)}}$`, "iu");
  const text = String.fromCodePoint(point);
  const cases = [text.toLowerCase(), text.toUpperCase(), text.toUpperCase().toLowerCase()];
  return cases.filter((other) => same.test(other)).map((other) => other.codePointAt(0) ?? point);
}
