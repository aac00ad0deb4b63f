import type { Finding } from "./finding.ts";

/** More than this are not told apart: a file that has so many is refused as a whole. */
export const MOST_FINDINGS = 10_000;

/** The same for the same secret, found again in the next window. */
export function keyOf({ fingerprint, offset, startColumn, description, tags }: Finding): string {
  return JSON.stringify([fingerprint, offset, startColumn, description, tags]);
}

/** By file as they come, by place in it, then by rule. */
export function inOrder(findings: Iterable<Finding>): Finding[] {
  const all = [...findings];
  const files = new Map(all.map(({ file }, index) => [file, index]));
  const byFile = (file: string): number => files.get(file) ?? 0;
  return all.sort(
    (a, b) =>
      byFile(a.file) - byFile(b.file) ||
      a.startLine - b.startLine ||
      a.startColumn - b.startColumn ||
      a.offset - b.offset ||
      compare(a.ruleId, b.ruleId) ||
      compare(a.description, b.description) ||
      compare(a.tags.join(" "), b.tags.join(" ")),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
