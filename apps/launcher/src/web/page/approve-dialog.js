import { credentialFields } from "./credential-fields.js";
import { decisionDialog } from "./decision-dialog.js";
import { byId, the } from "./elements.js";
import { showWarnings } from "./proposal-detail.js";
import { proposalKind } from "./proposal-kind.js";

/** @import { Outcome, ProposalDetail } from "../../operator/operator.ts" */

/** @param {(outcome: Extract<Outcome, { ok: true }>, detail: ProposalDetail) => void} onDecided */
export function approveDialog(onDecided) {
  const dialog = byId("approve", HTMLDialogElement);
  const notes = byId("approve-notes", HTMLTextAreaElement);
  const credentials = credentialFields("approve");

  return decisionDialog(
    dialog,
    {
      ...proposalKind("approve"),
      /** @param {ProposalDetail} detail */
      fill({ mustType, warnings }) {
        notes.value = "";
        showWarnings(the(dialog, ".warnings", HTMLElement), warnings);
        credentials.fill(mustType);
      },
      async read({ mustType, diff }) {
        const typed = credentials.read(mustType);
        return typeof typed === "string" ? typed : { notes: notes.value, text: null, typed, seen: diff };
      },
    },
    onDecided,
  );
}
