import type { AuditLog, BottleDecision, Outcome, Overview, ProposalDetail } from "../../operator/operator.ts";

/** What a test makes the operator in memory show or do. */
export type Order =
  | { details: ProposalDetail[] }
  | { files: Record<string, { fileName: string; text: string }> }
  | { logs: AuditLog[] }
  | { outcome: Outcome }
  | { decision: BottleDecision }
  | { overview: Overview }
  | { crash: true };
