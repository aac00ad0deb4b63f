import { readRoutesFile } from "@claude-bottle/manifest";
import { createOperator } from "../operator/create-operator.ts";
import type { EditableFile } from "../operator/operator.ts";
import { type Command, defineCommand } from "./command.ts";
import { defineGroup } from "./define-group.ts";
import { editUntilApplied } from "./edit-until-applied.ts";
import { formatFlag } from "./flags.ts";
import { notesFlag } from "./proposals/approve.ts";
import { reportOutcome } from "./report-outcome.ts";

const identity = { name: "identity", required: true } as const;

/** `show` and `edit` of a file that is in force in a running bottle. */
function fileInForce(file: EditableFile, words: { group: string; show: string; edit: string }): Command {
  const show = defineCommand({
    name: `${file} show`,
    summary: words.show,
    arguments: [identity],
    flags: formatFlag,
    async run({ arguments: [name = ""], flags }, context) {
      const { text } = await createOperator(context).file(name, file);
      context.out(flags.format === "json" ? `${JSON.stringify(asData(file, text), null, 2)}\n` : text);
      return 0;
    },
  });
  const edit = defineCommand({
    name: `${file} edit`,
    summary: words.edit,
    arguments: [identity],
    flags: {
      notes: { ...notesFlag.notes, summary: "Why; it stands in the audit" },
      yes: { type: "boolean", summary: "Put it in force without asking" },
    },
    async run({ arguments: [name = ""], flags }, context) {
      const operator = createOperator(context);
      const outcome = await editUntilApplied(
        {
          file: await operator.file(name, file),
          yes: flags.yes ?? false,
          preview: (text) => operator.previewEdit(name, file, text),
          apply: (text, { diff }) =>
            operator.edit(name, file, { text, notes: flags.notes ?? "", seen: diff }),
        },
        context,
      );
      if (outcome !== null) return reportOutcome(outcome, `In force in ${name}`, context);
      context.err("Nothing was changed\n");
      return 0;
    },
  });
  return defineGroup({ name: file, summary: words.group, commands: [show, edit] });
}

function asData(file: EditableFile, text: string): object {
  return file === "routes"
    ? { routes: readRoutesFile(file, text).routes }
    : { allowlist: text.split("\n").filter((line) => line !== "") };
}

export const routes = fileInForce("routes", {
  group: "Show or edit the routes of a running bottle",
  show: "Print the routes that are in force in a running bottle, as a file",
  edit: "Open the routes of a running bottle in the editor and put in force what is saved, until the bottle ends",
});

export const allowlist = fileInForce("allowlist", {
  group: "Show or edit the hosts that a running bottle may reach",
  show: "Print the hosts that a running bottle may reach, one on each line",
  edit: "Open the allowlist of a running bottle in the editor and put in force what is saved, until the bottle ends",
});
