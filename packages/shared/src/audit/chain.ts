import { auditRecordSchema, type AuditEntry, type AuditHead, type AuditRecord } from "../contracts/audit.ts";

/** SHA-256 of a text in UTF-8, in lower-case hexadecimal digits. */
export type Digest = (text: string) => string;

/** Where a chain begins. */
export const emptyHead: AuditHead = { lines: 0, hash: "0".repeat(64) };

/** The hash of an entry: over the one before it and everything that its line says. */
export function entryHash(said: Omit<AuditEntry, "hash">, digest: Digest): string {
  return digest(`${said.previous}\n${JSON.stringify(said)}`);
}

/** The line that continues a chain, with its line feed, and where the chain ends then. */
export function nextLine(
  head: AuditHead,
  record: AuditRecord,
  digest: Digest,
): { line: string; head: AuditHead } {
  // In the order of the schema, so that equal records are equal texts
  const ordered = auditRecordSchema.parse(record);
  const said = { ...ordered, sequence: head.lines + 1, previous: head.hash };
  const hash = entryHash(said, digest);
  return { line: `${JSON.stringify({ ...said, hash })}\n`, head: { lines: said.sequence, hash } };
}
