export {
  auditComponentSchema,
  auditEntrySchema,
  auditFileName,
  auditHeadSchema,
  auditRecordSchema,
  componentOf,
  type AuditComponent,
  type AuditEntry,
  type AuditHead,
  type AuditRecord,
} from "./audit.ts";
export {
  fingerprintSchema,
  longest,
  proposalId,
  proposalIdSchema,
  proposalKinds,
  proposalSchema,
  type Change,
  type Proposal,
  type ProposalKind,
  type ProposalOf,
} from "./proposal.ts";
export { responseSchema, type Response } from "./response.ts";
export {
  currentConfig,
  liveStateSchema,
  superviseStdinSchema,
  type LiveState,
  type SuperviseStdin,
} from "./supervise-config.ts";
export { plainText } from "./text.ts";
