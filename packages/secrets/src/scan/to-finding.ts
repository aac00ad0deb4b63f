import { fingerprint } from "../gitleaks/ignore-file.ts";
import type { Finding, Place } from "./finding.ts";
import type { Located } from "./text-search.ts";

/** Where the searched text begins in the file. */
export interface Base {
  offset: number;
  /** Lines before it. */
  lines: number;
  /** Bytes of its first line that lie before it. */
  columns: number;
  /** Whether offsets in the text are offsets in the file: not in what lay in a container. */
  isFile: boolean;
}

export const WHOLE: Base = { offset: 0, lines: 0, columns: 0, isFile: true };

export function toFinding(located: Located, place: Place, base: Base): Finding {
  const { detection, startLine, endLine, startColumn, redacted, digest } = located;
  const { ruleId, kind, name: description, match, tags } = detection;
  const isPath = startLine === 0;
  const line = isPath ? 0 : base.lines + startLine;
  const { file, commit } = place;
  return {
    ruleId,
    description,
    kind,
    file,
    startLine: line,
    endLine: isPath ? 0 : base.lines + endLine,
    startColumn: startLine === 1 ? base.columns + startColumn : startColumn,
    offset: base.isFile && !isPath ? base.offset + match.start : base.isFile ? 0 : base.offset,
    commit: commit ?? null,
    fingerprint: fingerprint({ commit, file, ruleId, startLine: line }),
    redacted,
    tags,
    digest,
  };
}
