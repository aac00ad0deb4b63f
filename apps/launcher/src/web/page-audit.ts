import { BottleError } from "@claude-bottle/shared";
import type { AuditEntry } from "@claude-bottle/shared/contracts";
import type { AuditLog } from "../operator/operator.ts";
import type { AuditRow, PageAuditLog } from "./wire.ts";

/** Most entries of one log in the list. */
const MOST_ENTRIES = 100;

/** The logs as the page lists them: the newest entries first, without their diffs, which may be long. */
export function pageAudit(logs: readonly AuditLog[]): PageAuditLog[] {
  return logs.map(({ identity, component, broken, entries }) => ({
    identity,
    component,
    broken,
    count: entries.length,
    entries: entries.slice(-MOST_ENTRIES).toReversed().map(rowOf),
  }));
}

function rowOf({ sequence, time, action, proposal, justification, notes, diff }: AuditEntry): AuditRow {
  return { sequence, time, action, proposal, justification, notes, hasDiff: diff !== "" };
}

/** The diff of one entry. @throws {BottleError} `usage` */
export function auditDiff(
  logs: readonly AuditLog[],
  place: Pick<AuditEntry, "identity" | "component" | "sequence">,
): string {
  const entry = logs
    .filter(({ identity, component }) => identity === place.identity && component === place.component)
    .flatMap(({ entries }) => entries)
    .find(({ sequence }) => sequence === place.sequence);
  if (entry === undefined) {
    throw new BottleError(
      "usage",
      `The audit of ${place.component} in "${place.identity}" has no line ${place.sequence}`,
      {
        hint: "Load the audit anew",
      },
    );
  }
  return entry.diff;
}
