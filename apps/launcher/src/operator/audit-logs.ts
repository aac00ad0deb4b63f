import { identityPattern } from "@claude-bottle/shared";
import { type AuditPlace, type AuditVerdict, readAuditHead, verifyAudit } from "@claude-bottle/shared/audit";
import { type AuditComponent, auditComponentSchema, auditFileName } from "@claude-bottle/shared/contracts";
import type { AuditLog } from "./operator.ts";
import type { OperatorParts } from "./operator-parts.ts";

const LARGEST = 256 * 1024 * 1024;
const FILE = /^(.+)\.jsonl(?:\.head)?$/;

export const auditPlace = ({ files, audits, digest }: OperatorParts): AuditPlace => ({
  files,
  directory: audits,
  digest,
});

/** What one audit file says and whether it is as it was written. */
export async function readAudit(
  parts: OperatorParts,
  component: AuditComponent,
  identity: string,
): Promise<AuditVerdict> {
  const name = auditFileName(component, identity);
  const text = (await parts.files.read(`${parts.audits}/${name}`, LARGEST)) ?? "";
  return verifyAudit(text, await readAuditHead(auditPlace(parts), name), parts.digest);
}

/** The audit of every bottle, or of one, each file with its chain followed. */
export async function auditLogs(parts: OperatorParts, identity: string | null): Promise<AuditLog[]> {
  const names = (await parts.files.list(parts.audits)).flatMap((name) => FILE.exec(name)?.[1] ?? []);
  const logs: AuditLog[] = [];
  // A file that is gone is known by its head
  for (const name of [...new Set(names)].toSorted()) {
    const component = auditComponentSchema.options.find((each) => name.startsWith(`${each}-`));
    const of = component === undefined ? "" : name.slice(component.length + 1);
    if (component === undefined || !identityPattern.test(of)) continue;
    if (identity !== null && of !== identity) continue;
    const { entries, fault } = await readAudit(parts, component, of);
    const broken = fault === null ? null : `line ${fault.line}: ${fault.reason}`;
    logs.push({ identity: of, component, entries, broken });
  }
  return logs;
}
