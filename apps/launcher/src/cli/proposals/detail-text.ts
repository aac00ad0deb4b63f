import { columns } from "../../core/columns.ts";
import { printable } from "../../core/printable.ts";
import type { ProposalDetail } from "../../operator/operator.ts";

/** Everything about a proposal that the operator should see, for a terminal. */
export function detailText(detail: ProposalDetail): string {
  const { identity, id, kind, time, summary, justification, warnings, stale, diff, mustType } = detail;
  const facts = columns([
    ["Proposal", id],
    ["Bottle", identity],
    ["Kind", kind],
    ["Time", time],
    ["Asks for", summary],
  ]);
  const section = (title: string, text: string): string[] => (text === "" ? [] : ["", title, text.trimEnd()]);
  const lines = [
    ...facts,
    ...section("Justification", justification),
    ...section("Mind", warnings.map((warning) => `- ${warning}`).join("\n")),
    ...section("To be typed", mustType.map((reference) => `- ${reference}`).join("\n")),
    ...section("Changed since it was proposed", stale ?? ""),
    ...section("What would change", diff),
  ];
  return `${printable(lines.join("\n"))}\n`;
}
