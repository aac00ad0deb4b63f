import { BottleError } from "@claude-bottle/shared";
import { appendAudit } from "@claude-bottle/shared/audit";
import type { AuditEntry, AuditRecord } from "@claude-bottle/shared/contracts";
import { PROCESSED, readResponse, writeResponse } from "@claude-bottle/shared/queue";
import { auditPlace, readAudit } from "./audit-logs.ts";
import type { Claim } from "./claims.ts";
import type { Intent } from "./intent.ts";
import type { LiveBottle } from "./live-bottle.ts";
import { type OperatorParts, queueOf } from "./operator-parts.ts";
import type { Applied } from "./targets/applied.ts";
import { applyTarget, isInForce } from "./targets/index.ts";

const isSame = (
  { sequence: _, previous: __, hash: ___, ...said }: AuditEntry,
  record: AuditRecord,
): boolean => JSON.stringify(said) === JSON.stringify(record);

/** Writes down what is in force and tells whoever waits; what was written before is not written again. */
async function conclude(parts: OperatorParts, { record, response }: Intent): Promise<void> {
  const { entries } = await readAudit(parts, record.component, record.identity);
  if (!entries.some((entry) => isSame(entry, record))) await appendAudit(auditPlace(parts), record);
  if (response === null) return;
  const directory = queueOf(parts, record.identity);
  for (const place of [directory, `${directory}/${PROCESSED}`])
    if ("value" in (await readResponse(parts.files, place, response.id))) return;
  await writeResponse(parts.files, directory, response);
}

/**
 * Puts a change in force, then into the audit, then before the agent, in this order: what an audit or an answer says is
 * in force is. `bottle` null: nothing is put in force.
 */
export async function carryOut(
  parts: OperatorParts,
  claim: Claim,
  { bottle, intent }: { bottle: LiveBottle | null; intent: Intent },
): Promise<Applied> {
  const { record, target } = intent;
  const { fault, isTorn } = await readAudit(parts, record.component, record.identity);
  // Before anything is touched: a change that cannot be written down is not made
  if (fault !== null && !isTorn)
    throw new BottleError(
      "audit-broken",
      `The audit is not as it was written, line ${fault.line}: ${fault.reason}`,
      {
        hint: "Run claude-bottle audit verify, and move the file and its .head out of the way",
      },
    );
  await claim.intend(intent);
  const applied =
    target === null || bottle === null
      ? { ok: true as const, next: null }
      : await applyTarget(bottle, target, parts.means);
  if (applied.ok) await conclude(parts, intent);
  else if (applied.inDoubt) claim.keep();
  return applied;
}

/**
 * Finishes what a process that died had begun, as far as it is in force; gives what it finished. What is not in force
 * never happened: its proposal still waits.
 */
export async function finishLeft(
  parts: OperatorParts,
  claim: Claim,
  { identity, bottle }: { identity: string; bottle: () => Promise<LiveBottle | null> },
): Promise<Intent[]> {
  const finished: Intent[] = [];
  for (const intent of claim.left) {
    const { target } = intent;
    const holds =
      target === null || (await isInForce(await bottle(), target, { means: parts.means, identity }));
    if (!holds) continue;
    await conclude(parts, intent);
    finished.push(intent);
  }
  return finished;
}
