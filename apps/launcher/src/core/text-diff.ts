import {
  applyPatch,
  createTwoFilesPatch,
  diffArrays,
  FILE_HEADERS_ONLY,
  parsePatch,
  reversePatch,
} from "diff";

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

/** Unified diff of one file from one text to another. */
export const fileDiff = (name: string, before: string, after: string): string =>
  unifiedDiff({ name, text: before }, { name, text: after });

/** What a file was before a diff, which may be of other files too; null: the diff did not lead to this text. */
export function textBefore(name: string, after: string, diff: string): string | null {
  try {
    const patch = parsePatch(diff).find(({ oldFileName }) => oldFileName === name);
    if (patch === undefined) return after;
    const before = applyPatch(after, reversePatch(patch));
    return before === false ? null : before;
  } catch {
    return null;
  }
}
