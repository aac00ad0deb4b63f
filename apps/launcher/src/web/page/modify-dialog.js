import { credentialFields } from "./credential-fields.js";
import { decisionDialog } from "./decision-dialog.js";
import { byId } from "./elements.js";
import { lineDiff } from "./line-diff.js";
import { proposalKind } from "./proposal-kind.js";
import { proposalPath, request } from "./request.js";
import { showDiff } from "./show-diff.js";
import { textStages } from "./text-stages.js";

/** @import { Outcome, ProposalDetail } from "../../operator/operator.ts" */

/** @param {(outcome: Extract<Outcome, { ok: true }>, detail: ProposalDetail) => void} onDecided */
export function modifyDialog(onDecided) {
  const dialog = byId("modify", HTMLDialogElement);
  const notes = byId("modify-notes", HTMLTextAreaElement);
  const own = byId("modify-diff", HTMLElement);
  const credentials = credentialFields("modify");
  const stages = textStages(dialog);
  const none = { fileName: "", text: "" };

  return decisionDialog(
    dialog,
    {
      ...proposalKind("approve"),
      /** @param {ProposalDetail} detail */
      fill({ id, editable }) {
        notes.value = "";
        stages.open(id, editable ?? none);
      },
      async read(detail) {
        const proposed = detail.editable?.text ?? "";
        const reviewed = stages.reviewed();
        if (reviewed === null) {
          const text = stages.text();
          const preview = await request("POST", `${proposalPath(detail)}/preview`, { text });
          return () => {
            const diff = lineDiff(proposed, text);
            showDiff(own, diff === "" ? "Nothing: this approves it as it was proposed." : diff);
            credentials.fill(preview.mustType);
            stages.review(text, preview);
          };
        }
        const { text, preview } = reviewed;
        const typed = credentials.read(preview.mustType);
        if (typeof typed === "string") return typed;
        return { notes: notes.value, text: text === proposed ? null : text, typed, seen: preview.diff };
      },
      onDone: ({ id }) => stages.drop(id),
    },
    onDecided,
  );
}
