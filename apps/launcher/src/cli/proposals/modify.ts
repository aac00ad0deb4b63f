import { BottleError } from "@claude-bottle/shared";
import { createOperator } from "../../operator/create-operator.ts";
import { defineCommand } from "../command.ts";
import { editUntilApplied } from "../edit-until-applied.ts";
import { reportOutcome } from "../report-outcome.ts";
import { notesFlag } from "./approve.ts";
import { detailText } from "./detail-text.ts";
import { findProposal, proposalArgument } from "./find-proposal.ts";
import { tokenRefsFlag, typedReferences } from "./typed-references.ts";

export const modifyProposal = defineCommand({
  name: "proposals modify",
  summary: "Open a proposal in the editor, put in force what is saved, and tell its agent",
  arguments: [proposalArgument],
  flags: {
    ...notesFlag,
    ...tokenRefsFlag,
    yes: { type: "boolean", summary: "Put it in force without asking" },
  },
  async run({ arguments: [name = ""], flags }, context) {
    const operator = createOperator(context);
    const ref = await findProposal(operator, name);
    const detail = await operator.detail(ref);
    context.err(detailText(detail));
    const { editable: file } = detail;
    if (file === null)
      throw new BottleError("not-applied", "A proposal of this kind cannot be modified", {
        hint: "Approve or reject it as it is",
      });
    const outcome = await editUntilApplied(
      {
        file,
        yes: flags.yes ?? false,
        preview: (text) => operator.preview(ref, text),
        apply: async (text, { diff, mustType }) => {
          const typed = await typedReferences(mustType, flags["token-refs"], context);
          return await operator.approve(ref, { notes: flags.notes ?? "", text, typed, seen: diff });
        },
      },
      context,
    );
    if (outcome !== null) return reportOutcome(outcome, `Modified ${ref.identity}/${ref.id}`, context);
    context.err("Nothing was changed; the proposal waits\n");
    return 0;
  },
});
