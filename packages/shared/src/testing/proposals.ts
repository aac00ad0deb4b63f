import { proposalId, type Proposal } from "../contracts/proposal.ts";
import type { Response } from "../contracts/response.ts";

/** The identity of every proposal made here. */
export const PROPOSER = "tester-00000";

/** The `index`th of many proposals, each a second after the one before. */
export function someProposal(index = 0): Proposal {
  const time = new Date(Date.UTC(2026, 0, 1) + index * 1000);
  return {
    version: 1,
    id: proposalId(time, () => index % 36),
    identity: PROPOSER,
    time: time.toISOString(),
    justification: "the build needs it",
    kind: "pipelock-block",
    change: { failed_url: `https://host-${index}.example/path` },
  };
}

export function someResponse({ id, time }: Proposal): Response {
  return { version: 1, id, time, notes: "fine", status: "approved", changed: "opened" };
}
