import { BottleError } from "@claude-bottle/shared";
import { createOperator } from "../../operator/create-operator.ts";
import { defineCommand } from "../command.ts";
import { reportOutcome } from "../report-outcome.ts";
import { findProposal, proposalArgument } from "./find-proposal.ts";

export const rejectProposal = defineCommand({
  name: "proposals reject",
  summary: "Refuse a proposal, and tell its agent why",
  arguments: [proposalArgument],
  flags: { reason: { type: "string", value: "TEXT", summary: "Why; the agent is told" } },
  async run({ arguments: [name = ""], flags: { reason = "" } }, context) {
    if (reason.trim() === "")
      throw new BottleError("usage", "A rejection needs a reason", {
        hint: 'Say what the agent should do instead, e.g. --reason "use the mirror"',
      });
    const operator = createOperator(context);
    const ref = await findProposal(operator, name);
    const outcome = await operator.reject(ref, reason);
    return reportOutcome(outcome, `Rejected ${ref.identity}/${ref.id}`, context);
  },
});
