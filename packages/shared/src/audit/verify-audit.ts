import { auditEntrySchema, type AuditEntry, type AuditHead } from "../contracts/audit.ts";
import { emptyHead, entryHash, type Digest } from "./chain.ts";

export interface AuditFault {
  /** Counted from 1. */
  line: number;
  reason: string;
}

export interface AuditVerdict {
  /** Lines up to the first fault. */
  entries: AuditEntry[];
  /** Where the sound part ends. */
  head: AuditHead;
  /** Characters of the sound part. */
  length: number;
  /** null: the whole file is as it was written. */
  fault: AuditFault | null;
  /** The fault is a last line without its end, past what the head vouches for: a write that a crash cut off. */
  isTorn: boolean;
}

function readEntry(line: string): AuditEntry | null {
  try {
    return auditEntrySchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

function faultOf(line: string, head: AuditHead, digest: Digest): string | null {
  const entry = readEntry(line);
  if (entry === null) return "it is not an audit entry";
  if (entry.sequence !== head.lines + 1)
    return `it says that it is number ${entry.sequence}: a line was removed, added or moved`;
  if (entry.previous !== head.hash) return "it does not continue the line before it";
  const { hash, ...said } = entry;
  // Other spacing or order of the same JSON is an edit as well
  if (hash !== entryHash(said, digest) || line !== JSON.stringify(entry))
    return "it was changed after it was written";
  return null;
}

/**
 * Follows the chain of an audit file (its whole text) and holds its end against the head that is kept beside it; null
 * where there is no head. A line past the head is sound where it continues the chain: a crash may come between the two.
 * Finds an edit, a removal, a reorder and a truncation; it cannot find a chain that was computed anew along with its head.
 */
export function verifyAudit(text: string, kept: AuditHead | null, digest: Digest): AuditVerdict {
  const vouched = kept ?? emptyHead;
  const entries: AuditEntry[] = [];
  let head = emptyHead;
  let length = 0;
  const verdict = (reason: string | null, isTorn = false): AuditVerdict => ({
    entries,
    head,
    length,
    fault: reason === null ? null : { line: head.lines + 1, reason },
    isTorn,
  });
  if (kept === null && text !== "") return verdict("the head of the file is missing");
  while (length < text.length) {
    const end = text.indexOf("\n", length);
    if (end === -1) return verdict("it has no end", head.lines >= vouched.lines);
    const line = text.slice(length, end);
    const reason = faultOf(line, head, digest);
    const entry = readEntry(line);
    if (reason !== null || entry === null) return verdict(reason ?? "it is not an audit entry");
    entries.push(entry);
    head = { lines: entry.sequence, hash: entry.hash };
    length = end + 1;
    if (head.lines === vouched.lines && head.hash !== vouched.hash)
      return verdict("the chain before it is not the one that the head vouches for");
  }
  if (head.lines < vouched.lines)
    return verdict(`the file ends here, but ${vouched.lines} lines were written`);
  return verdict(null);
}
