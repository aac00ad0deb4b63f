import type { Finding } from "../scan/finding.ts";

/** One array: for each finding what it is, where it is, and what it is known by. */
export function jsonReport(findings: readonly Finding[]): string {
  const rows = findings.map(({ ruleId, file, startLine, startColumn, fingerprint, redacted }) => ({
    ruleId,
    file,
    startLine,
    startColumn,
    fingerprint,
    redacted,
  }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}
