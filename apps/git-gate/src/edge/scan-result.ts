import type { Finding, ScanOutcome } from "@claude-bottle/secrets/pool";
import type { FoundSecret, ScanResult } from "../core/push-scanner.ts";

/** As much of a digest as a person copies; the key is made anew at each start. */
const DIGEST_LENGTH = 22;

/** Of nearly every file. */
const CLEAN: ScanResult = { kind: "scanned", findings: [], unread: [] };

/** What a worker's outcome means for a push. */
export function scanResult(outcome: ScanOutcome): ScanResult {
  if (outcome.kind === "over budget")
    return {
      kind: "over-budget",
      why: `${outcome.file}: ${outcome.reason}: leave it out, or push it in parts`,
    };
  if (outcome.findings.length + outcome.unread.length === 0) return CLEAN;
  return {
    kind: "scanned",
    findings: outcome.findings.map(foundSecret),
    unread: outcome.unread.map(({ path, why }) => `${path} (${why})`),
  };
}

function foundSecret({
  ruleId,
  kind,
  description,
  file,
  startLine,
  startColumn,
  ...finding
}: Finding): FoundSecret {
  const isPlaced = startLine > 0;
  return {
    ruleId,
    file,
    line: isPlaced ? startLine : null,
    column: isPlaced ? startColumn : null,
    fingerprint: `${ruleId}:${(finding.digest ?? finding.fingerprint).slice(0, DIGEST_LENGTH)}`,
    redacted: kind === "known" ? `the value of ${description}` : finding.redacted,
  };
}
