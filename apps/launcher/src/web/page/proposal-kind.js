import { keyOf } from "./proposal-list.js";
import { proposalPath } from "./request.js";

/** @import { ProposalDetail } from "../../operator/operator.ts" */

/**
 * What a dialog about a proposal has in common with the others.
 * @param {"approve" | "reject"} verb
 */
export function proposalKind(verb) {
  return {
    key: keyOf,
    /** @param {ProposalDetail} detail */
    about: ({ identity, summary }) => `${identity}: ${summary}`,
    /** @param {ProposalDetail} detail */
    path: (detail) => `${proposalPath(detail)}/${verb}`,
    gone: "It has been decided elsewhere meanwhile",
  };
}
