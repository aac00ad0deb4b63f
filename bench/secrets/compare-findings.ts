import type { Finding } from "./finding.ts";

export interface Comparison {
  identical: number;
  onlyOurs: readonly Finding[];
  onlyTheirs: readonly Finding[];
}

/** Compares field by field; the same finding twice must be there twice. */
export function compareFindings(ours: readonly Finding[], theirs: readonly Finding[]): Comparison {
  const left = new Map<string, Finding[]>();
  for (const finding of theirs) left.set(key(finding), [...(left.get(key(finding)) ?? []), finding]);
  const onlyOurs = ours.filter((finding) => left.get(key(finding))?.pop() === undefined);
  return {
    identical: ours.length - onlyOurs.length,
    onlyOurs,
    onlyTheirs: [...left.values()].flat(),
  };
}

function key({ ruleId, file, startLine, startColumn, digest, tags }: Finding): string {
  return JSON.stringify([ruleId, file, startLine, startColumn, digest, tags]);
}
