export { appendAudit, readAuditHead, type AuditPlace } from "./append-audit.ts";
export { emptyHead, nextLine, type Digest } from "./chain.ts";
export { verifyAudit, type AuditFault, type AuditVerdict } from "./verify-audit.ts";
