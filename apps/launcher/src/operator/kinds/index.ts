import type { Proposal, ProposalKind, ProposalOf } from "@claude-bottle/shared/contracts";
import type { LiveBottle } from "../live-bottle.ts";
import type { Proposed } from "../proposed.ts";
import { capabilityBlock } from "./capability-block.ts";
import { egressProxyBlock } from "./egress-proxy-block.ts";
import { gitGateBlock } from "./git-gate-block.ts";
import type { Basis, KindRules } from "./kind-rules.ts";
import { pipelockBlock } from "./pipelock-block.ts";

/** One proposal with the rules of its kind. */
export interface Ruled {
  /** On one line. */
  summary: string;
  editable: { fileName: string; text: string } | null;
  basis(bottle: LiveBottle): Promise<Basis | null>;
  /** @throws {BottleError} the change cannot be */
  propose(bottle: LiveBottle, text: string | null): Promise<Proposed>;
}

function ruledBy<Kind extends ProposalKind>(rules: KindRules<Kind>, proposal: ProposalOf<Kind>): Ruled {
  return {
    summary: rules.summary(proposal),
    editable: rules.editable(proposal),
    basis: (bottle) => rules.basis(bottle, proposal),
    propose: (bottle, text) => rules.propose(bottle, proposal, text),
  };
}

export function ruled(proposal: Proposal): Ruled {
  switch (proposal.kind) {
    case "egress-proxy-block":
      return ruledBy(egressProxyBlock, proposal);
    case "pipelock-block":
      return ruledBy(pipelockBlock, proposal);
    case "git-gate-block":
      return ruledBy(gitGateBlock, proposal);
    case "capability-block":
      return ruledBy(capabilityBlock, proposal);
  }
}
