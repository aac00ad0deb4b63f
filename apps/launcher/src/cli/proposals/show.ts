import { createOperator } from "../../operator/create-operator.ts";
import { defineCommand } from "../command.ts";
import { formatFlag } from "../flags.ts";
import { detailText } from "./detail-text.ts";
import { findProposal, proposalArgument } from "./find-proposal.ts";

export const showProposal = defineCommand({
  name: "proposals show",
  summary: "Show a proposal: why it was made, what it would change now, and what to mind",
  arguments: [proposalArgument],
  flags: formatFlag,
  async run({ arguments: [name = ""], flags }, context) {
    const operator = createOperator(context);
    const detail = await operator.detail(await findProposal(operator, name));
    context.out(flags.format === "json" ? `${JSON.stringify(detail, null, 2)}\n` : detailText(detail));
    return 0;
  },
});
