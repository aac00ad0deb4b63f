import { z } from "zod";
import { proposalIdSchema, type ProposalKind } from "./proposal.ts";
import { digestSchema, timeSchema } from "./text.ts";

/** What a change was made to; one audit file each. */
export const auditComponentSchema = z.enum(["egress-proxy", "pipelock", "git-gate", "agent"]);
export type AuditComponent = z.infer<typeof auditComponentSchema>;

/** What a proposal of each kind changes. */
export const componentOf: { readonly [Kind in ProposalKind]: AuditComponent } = {
  "egress-proxy-block": "egress-proxy",
  "pipelock-block": "pipelock",
  "capability-block": "agent",
  "git-gate-block": "git-gate",
};

/** One decision, as it is handed to the chain. */
export const auditRecordSchema = z.strictObject({
  version: z.literal(1),
  time: timeSchema,
  identity: z.string().min(1),
  component: auditComponentSchema,
  action: z.enum(["approved", "modified", "rejected", "operator-edit", "auto"]),
  /** null: nobody proposed it. */
  proposal: proposalIdSchema.nullable(),
  justification: z.string(),
  notes: z.string(),
  /** Unified diff from what was in force to what is; empty where nothing changed. */
  diff: z.string(),
});
export type AuditRecord = z.infer<typeof auditRecordSchema>;

/** One line of an audit file: a record and its place in the chain. */
export const auditEntrySchema = z.strictObject({
  ...auditRecordSchema.shape,
  /** Counted from 1. */
  sequence: z.int().min(1),
  /** `hash` of the line before; 64 zeros in the first. */
  previous: digestSchema,
  /** SHA-256 over `previous`, a line feed, and this line's JSON up to here. */
  hash: digestSchema,
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** Kept beside an audit file: how far it is known to reach, without which a cut at its end would not be seen. */
export const auditHeadSchema = z.strictObject({ lines: z.int().min(0), hash: digestSchema });
export type AuditHead = z.infer<typeof auditHeadSchema>;

/** The name of the audit file of one component of one bottle. */
export const auditFileName = (component: AuditComponent, identity: string): string =>
  `${component}-${identity}.jsonl`;
