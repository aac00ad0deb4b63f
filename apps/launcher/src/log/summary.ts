import { printable } from "../core/printable.ts";
import { shellWord } from "../core/shell-word.ts";
import { urlOf } from "../explain/request-of.ts";
import type { Refusals, Tally } from "./tally.ts";

const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;

/** The rules that decide by what the log has of a request: `explain` comes to the same. */
const BY_THE_LINE = new Set(["host", "path", "method"]);

/** What a session was refused, with the command that explains it; null: nothing was. */
export function refusalSummary({ refused, blocked, pushes }: Tally, agent: string): string | null {
  const rows = refused.map(
    (each) => `  ${each.rule}: ${many(each.count, "request")}, e.g. ${example(each, agent)}`,
  );
  if (blocked > 0) rows.push(`  pipelock: ${many(blocked, "request")}`);
  for (const [verdict, count] of Object.entries(pushes))
    if (verdict !== "clean") rows.push(`  git-gate (${verdict}): ${many(count, "push", "pushes")}`);
  return rows.length === 0 ? null : ["Refused in this session:", ...rows, ""].join("\n");
}

/** The agent made up what is shown: for a shell it is one word each. */
function example({ rule, example: { method, ...of } }: Refusals, agent: string): string {
  if (rule === "git-push") return `claude-bottle explain push main --agent ${agent}`;
  const [verb, url] = [printable(method), printable(urlOf(of))];
  if (!BY_THE_LINE.has(rule)) return `${verb} ${url}`;
  return `claude-bottle explain ${shellWord(verb)} ${shellWord(url)} --agent ${agent}`;
}
