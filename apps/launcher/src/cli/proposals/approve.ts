import { createOperator } from "../../operator/create-operator.ts";
import { defineCommand } from "../command.ts";
import { reportOutcome } from "../report-outcome.ts";
import { detailText } from "./detail-text.ts";
import { findProposal, proposalArgument } from "./find-proposal.ts";
import { tokenRefsFlag, typedReferences } from "./typed-references.ts";

export const notesFlag = {
  notes: { type: "string", value: "TEXT", summary: "Words to the agent; they stand in the audit too" },
} as const;

export const approveProposal = defineCommand({
  name: "proposals approve",
  summary: "Put a proposal in force as it is, and tell its agent",
  arguments: [proposalArgument],
  flags: { ...notesFlag, ...tokenRefsFlag },
  async run({ arguments: [name = ""], flags }, context) {
    const operator = createOperator(context);
    const ref = await findProposal(operator, name);
    const detail = await operator.detail(ref);
    context.err(detailText(detail));
    const typed = await typedReferences(detail.mustType, flags["token-refs"], context);
    const { diff: seen } = detail;
    const outcome = await operator.approve(ref, { notes: flags.notes ?? "", text: null, typed, seen });
    return reportOutcome(outcome, `Approved ${ref.identity}/${ref.id}`, context);
  },
});
