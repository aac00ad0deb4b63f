import {
  auditFileName,
  auditHeadSchema,
  type AuditEntry,
  type AuditHead,
  type AuditRecord,
} from "../contracts/audit.ts";
import { BottleError } from "../errors.ts";
import type { FileStore } from "../queue/file-store.ts";
import { writeAtomically } from "../queue/write-atomically.ts";
import { emptyHead, nextLine, type Digest } from "./chain.ts";
import { verifyAudit } from "./verify-audit.ts";

const LARGEST = 256 * 1024 * 1024;

export interface AuditPlace {
  files: FileStore;
  /** Holds one file, and its head, for each component of each bottle. */
  directory: string;
  digest: Digest;
}

const headName = (name: string): string => `${name}.head`;

/** The head that is kept beside an audit file; null: there is none that can be read. */
export async function readAuditHead(
  { files, directory }: AuditPlace,
  name: string,
): Promise<AuditHead | null> {
  const text = await files.read(`${directory}/${headName(name)}`, LARGEST);
  if (text === null) return null;
  try {
    return auditHeadSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Adds one decision to its file; once this returns, it outlives a crash. What a crash left of a line that was never
 * acknowledged is cut off first. Appends to one file must not overlap.
 * @throws {BottleError} `audit-broken`: the file is not as it was written
 */
export async function appendAudit(place: AuditPlace, record: AuditRecord): Promise<AuditEntry> {
  const { files, directory, digest } = place;
  const name = auditFileName(record.component, record.identity);
  const path = `${directory}/${name}`;
  const text = (await files.read(path, LARGEST)) ?? "";
  let kept = await readAuditHead(place, name);
  if (kept === null && text === "") {
    // The head comes before the first line: a file without one is never taken for a young one
    kept = emptyHead;
    await writeAtomically(files, { directory, name: headName(name), text: `${JSON.stringify(kept)}\n` });
  }
  const verdict = verifyAudit(text, kept, digest);
  if (verdict.isTorn) await files.truncate(path, Buffer.byteLength(text.slice(0, verdict.length)));
  else if (verdict.fault !== null)
    throw new BottleError(
      "audit-broken",
      `The audit file "${name}" is not as it was written, line ${verdict.fault.line}: ${verdict.fault.reason}`,
      {
        hint: "Move the file and its .head out of the way and find out who changed it; a new one is begun then",
      },
    );
  const { line, head } = nextLine(verdict.head, record, digest);
  await files.append(path, line);
  await files.sync(path);
  await files.syncDirectory(directory);
  await writeAtomically(files, { directory, name: headName(name), text: `${JSON.stringify(head)}\n` });
  return { ...record, sequence: head.lines, previous: verdict.head.hash, hash: head.hash };
}
