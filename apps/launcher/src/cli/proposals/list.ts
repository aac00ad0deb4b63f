import { columns } from "../../core/columns.ts";
import { printable } from "../../core/printable.ts";
import { createOperator } from "../../operator/create-operator.ts";
import { defineCommand } from "../command.ts";
import { formatFlag } from "../flags.ts";

export const listProposals = defineCommand({
  name: "proposals list",
  summary:
    "List what agents ask for and nobody has decided, oldest first, those of bottles that have ended last",
  arguments: [],
  flags: formatFlag,
  async run({ flags }, context) {
    const { proposals, trouble } = await createOperator(context).look();
    for (const sentence of trouble) context.err(`${printable(sentence)}\n`);
    if (flags.format === "json") {
      context.out(`${JSON.stringify(proposals, null, 2)}\n`);
      return 0;
    }
    const rows = proposals.map(({ id, identity, kind, summary, isAlive }) => [
      id,
      identity,
      kind,
      printable(isAlive ? summary : `${summary} (its bottle has ended)`),
    ]);
    context.out(rows.length === 0 ? "Nothing waits\n" : `${columns(rows).join("\n")}\n`);
    return 0;
  },
});
