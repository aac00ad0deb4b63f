import type { AuditEntry } from "@claude-bottle/shared/contracts";
import type { AuditLog } from "../../operator/operator.ts";
import { diffRows } from "./diff-rows.ts";
import { foldedRows, type Row, row } from "./row.ts";
import { visible } from "./visible.ts";
import { count } from "./words.ts";

/** Most entries of one log that are shown, newest first; `audit show` has all. */
const SHOWN = 100;

/** What was decided, and whether the record of it is whole. */
export function auditRows(logs: readonly AuditLog[], columns: number): Row[] {
  if (logs.length === 0) return [row("Nothing was decided yet", "dim")];
  return logs.flatMap(({ identity, component, entries, broken }) => [
    ...foldedRows(`${component} of ${visible(identity)}: ${count(entries.length, "decision")}`, columns, {
      tone: "title",
    }),
    broken === null ? row("  the chain is whole", "good") : [{ text: "", tone: "plain" } as const],
    ...(broken === null
      ? []
      : foldedRows(`the chain is broken: ${visible(broken)}`, columns, { label: "! ", tone: "bad" })),
    ...entries
      .slice(-SHOWN)
      .toReversed()
      .flatMap((entry) => entryRows(entry, columns)),
    row(""),
  ]);
}

function entryRows(entry: AuditEntry, columns: number): Row[] {
  const words = (label: string, text: string): Row[] =>
    text === "" ? [] : foldedRows(visible(text), columns, { label });
  return [
    row(`${entry.time.slice(0, 19).replace("T", " ")}  ${entry.action}`, "key"),
    ...words("  why    ", entry.justification),
    ...words("  words  ", entry.notes),
    ...(entry.diff === "" ? [] : diffRows(entry.diff, columns)),
  ];
}
