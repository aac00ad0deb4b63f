import { applyPatch, createTwoFilesPatch, FILE_HEADERS_ONLY, parsePatch, reversePatch } from "diff";

/** Unified diff of a file from one text to another; empty where they are the same. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return "";
  return createTwoFilesPatch(name, name, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}

/** What a file was before a diff, which may be of other files too; null: the diff did not lead to this text. */
export function textBefore(name: string, after: string, diff: string): string | null {
  try {
    const patch = parsePatch(diff).find(({ oldFileName }) => oldFileName === name);
    if (patch === undefined) return after;
    const before = patch.hunks.length > 0 && applyPatch(after, reversePatch(patch));
    return before === false ? null : before;
  } catch {
    return null;
  }
}
