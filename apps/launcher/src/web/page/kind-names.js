/** @import { ProposalKind } from "@claude-bottle/shared/contracts" */

/** What is asked for, in a word. @type {Readonly<Record<ProposalKind, string>>} */
export const kindNames = {
  "egress-proxy-block": "Routes",
  "pipelock-block": "Host",
  "capability-block": "Image",
  "git-gate-block": "Waiver",
};
