import { columns } from "../core/columns.ts";
import { printable } from "../core/printable.ts";
import { createOperator } from "../operator/create-operator.ts";
import type { AuditLog } from "../operator/operator.ts";
import { defineCommand } from "./command.ts";
import { defineGroup } from "./define-group.ts";
import { formatFlag } from "./flags.ts";

const identity = { name: "identity", required: false } as const;

const show = defineCommand({
  name: "audit show",
  summary: "Print what was decided and what it changed, of one bottle or of all, oldest first",
  arguments: [identity],
  flags: formatFlag,
  async run({ arguments: [name = null], flags }, context) {
    const logs = await createOperator(context).audit(name);
    for (const log of logs.filter(({ broken }) => broken !== null))
      context.err(`${fileOf(log)} is not as it was written, ${log.broken}\n`);
    const entries = logs.flatMap((log) => log.entries).toSorted((a, b) => (a.time < b.time ? -1 : 1));
    if (flags.format === "json") context.out(`${JSON.stringify(entries, null, 2)}\n`);
    else if (entries.length === 0) context.out("Nothing was decided\n");
    else
      for (const { time, component, action, justification, notes, diff, ...entry } of entries) {
        const said = [
          `${time}  ${entry.identity}  ${component}  ${action}`,
          ...(justification === "" ? [] : [`  asked: ${justification}`]),
          ...(notes === "" ? [] : [`  notes: ${notes}`]),
          ...(diff === ""
            ? []
            : diff
                .trimEnd()
                .split("\n")
                .map((line) => `  ${line}`)),
        ];
        context.out(`${printable(said.join("\n"))}\n\n`);
      }
    return 0;
  },
});

const verify = defineCommand({
  name: "audit verify",
  summary:
    "Follow the chain of every audit file, or of one bottle's; fails where one is not as it was written",
  arguments: [identity],
  flags: formatFlag,
  async run({ arguments: [name = null], flags }, context) {
    const logs = await createOperator(context).audit(name);
    const found = logs.map((log) => ({
      file: fileOf(log),
      lines: log.entries.length,
      broken: log.broken,
    }));
    const rows = found.map(({ file, lines, broken }) => [
      file,
      broken === null
        ? `${lines} ${lines === 1 ? "line" : "lines"}, whole`
        : `not as it was written, ${broken}`,
    ]);
    if (flags.format === "json") context.out(`${JSON.stringify(found, null, 2)}\n`);
    else context.out(rows.length === 0 ? "Nothing was decided\n" : `${columns(rows).join("\n")}\n`);
    return found.some(({ broken }) => broken !== null) ? 1 : 0;
  },
});

const fileOf = ({ component, identity: of }: AuditLog): string => `${component}-${of}`;

export const audit = defineGroup({
  name: "audit",
  summary: "Show the decisions of the operator, or verify that nobody changed them",
  commands: [show, verify],
});
