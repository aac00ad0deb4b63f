import type { GitleaksRule } from "../gitleaks/gitleaks-config.ts";
import type { Found } from "./found.ts";

/** What a rule without an expression found: the path. Line and spans are 0. */
export function pathFinding(rule: GitleaksRule): Found {
  return {
    secret: new Uint8Array(0),
    detection: {
      ruleId: rule.id,
      kind: "config",
      name: rule.description,
      secret: { start: 0, end: 0 },
      match: { start: 0, end: 0 },
      tags: rule.tags,
      startLine: 0,
      endLine: 0,
      startColumn: 0,
      endColumn: 0,
      entropy: 0,
      encodings: [],
      decodeDepth: 0,
      digest: undefined,
    },
  };
}
