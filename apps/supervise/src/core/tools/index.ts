import type { ProposalKind } from "@claude-bottle/shared/contracts";
import { capabilityBlock } from "./capability-block.ts";
import { egressProxyBlock } from "./egress-proxy-block.ts";
import { gitGateBlock } from "./git-gate-block.ts";
import { pipelockBlock } from "./pipelock-block.ts";
import type { ProposalTool } from "./proposal-tool.ts";

/** The tool of each kind of proposal; its name is the kind. */
export const proposalTools: { readonly [Kind in ProposalKind]: ProposalTool<Kind> } = {
  "egress-proxy-block": egressProxyBlock,
  "pipelock-block": pipelockBlock,
  "capability-block": capabilityBlock,
  "git-gate-block": gitGateBlock,
};
