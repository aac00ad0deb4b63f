import { decisionDialog } from "./decision-dialog.js";
import { byId } from "./elements.js";
import { proposalKind } from "./proposal-kind.js";

/** @import { Outcome, ProposalDetail } from "../../operator/operator.ts" */

/** @param {(outcome: Extract<Outcome, { ok: true }>, detail: ProposalDetail) => void} onDecided */
export function rejectDialog(onDecided) {
  const notes = byId("reject-notes", HTMLTextAreaElement);
  return decisionDialog(
    byId("reject", HTMLDialogElement),
    {
      ...proposalKind("reject"),
      fill() {
        notes.value = "";
      },
      read: async () =>
        notes.value.trim() === "" ? "Give a reason: the agent is told it" : { notes: notes.value },
    },
    onDecided,
  );
}
