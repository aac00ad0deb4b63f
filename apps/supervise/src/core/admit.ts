import type { Change, Proposal, ProposalKind } from "@claude-bottle/shared/contracts";

/** A proposal that is not one yet. */
export interface Draft {
  kind: ProposalKind;
  change: Change<ProposalKind>;
  justification: string;
}

export type Admission =
  | { verdict: "new" }
  /** The same change waits already. */
  | { verdict: "same"; id: string }
  | { verdict: "full" };

/**
 * What becomes of a draft beside those that wait. Two are the same when they ask for the same change, however they
 * justify it: the operator sees one, with the first justification.
 */
export function admit(pending: readonly Proposal[], draft: Draft, most: number): Admission {
  const change = JSON.stringify(draft.change);
  const same = pending.find((each) => each.kind === draft.kind && JSON.stringify(each.change) === change);
  if (same !== undefined) return { verdict: "same", id: same.id };
  return pending.length < most ? { verdict: "new" } : { verdict: "full" };
}
