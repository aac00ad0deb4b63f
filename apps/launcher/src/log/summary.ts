import { printable } from "../core/printable.ts";
import type { Tally } from "./tally.ts";

const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;

/** What a session was refused, with the command that explains it; null: nothing was. */
export function refusalSummary({ refused, blocked, pushes }: Tally, agent: string): string | null {
  const rows = refused.map(({ rule, count, example: { method, host, path } }) => {
    const shown = printable(`${method} https://${host}${path}`);
    return `  ${rule}: ${many(count, "request")}, e.g. claude-bottle explain ${method} ${quoted(shown.slice(method.length + 1))} --agent ${agent}`;
  });
  if (blocked > 0) rows.push(`  pipelock: ${many(blocked, "request")}`);
  for (const [verdict, count] of Object.entries(pushes))
    if (verdict !== "clean") rows.push(`  git-gate (${verdict}): ${many(count, "push", "pushes")}`);
  return rows.length === 0 ? null : ["Refused in this session:", ...rows, ""].join("\n");
}

/** For a shell; what it would read as something else stands in single quotes. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
