import type { Detection } from "@claude-bottle/secrets";
import type { Finding } from "./finding.ts";

/** What was found so far in one stream: each thing is told once. */
export class FindingLog {
  readonly #told = new Set<string>();

  /** Those that were not told before. */
  fresh(detections: readonly Detection[]): Finding[] {
    const findings: Finding[] = [];
    for (const { kind, name } of detections) {
      const finding: Finding = { rule: kind === "known" ? "known-value" : "provider-token", name };
      const key = `${finding.rule} ${name}`;
      if (this.#told.has(key)) continue;
      this.#told.add(key);
      findings.push(finding);
    }
    return findings;
  }
}
