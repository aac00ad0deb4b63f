import { createTwoFilesPatch, diffArrays, FILE_HEADERS_ONLY } from "diff";

/** Unified diff of two texts with three lines of context, each under its name; empty where they are the same. */
export function unifiedDiff(
  before: { name: string; text: string },
  after: { name: string; text: string },
): string {
  if (before.text === after.text) return "";
  return createTwoFilesPatch(before.name, after.name, before.text, after.text, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}

/** Runs of lines that two texts share, and that only the second or the first has, in order. */
export function lineRuns(
  before: readonly string[],
  after: readonly string[],
): { kind: "same" | "added" | "removed"; lines: string[] }[] {
  return diffArrays([...before], [...after]).map(({ value, added, removed }) => ({
    kind: added ? "added" : removed ? "removed" : "same",
    lines: value,
  }));
}
