import { decisionDialog } from "./decision-dialog.js";
import { byId, the } from "./elements.js";
import { lineDiff } from "./line-diff.js";
import { showDiff } from "./show-diff.js";
import { unseenIn, visiblePlain } from "./visible-text.js";

/** @import { Approval, Outcome, ProposalDetail } from "../../operator/operator.ts" */

const text = byId("modify-text", HTMLTextAreaElement);
const notes = byId("modify-notes", HTMLTextAreaElement);
const typed = byId("modify-typed", HTMLInputElement);
const hidden = byId("modify-hidden", HTMLElement);
const dialog = byId("modify", HTMLDialogElement);
const submit = the(dialog, "button[type=submit]", HTMLButtonElement);

/** What was edited and not decided yet, by proposal: a dialog that is closed by mistake loses nothing. @type {Map<string, string>} */
const drafts = new Map();

/** @param {"edit" | "review"} stage */
function turnTo(stage) {
  const isReview = stage === "review";
  byId("modify-edit", HTMLElement).hidden = isReview;
  byId("modify-review", HTMLElement).hidden = !isReview;
  byId("modify-back", HTMLElement).hidden = !isReview;
  submit.textContent = isReview ? "Put in force" : "Review";
}

/** A text field shows nothing of what cannot be seen. */
function tellUnseen() {
  const found = unseenIn(text.value);
  const more = found.length > 5 ? `, and ${found.length - 5} more` : "";
  hidden.textContent =
    found.length === 0 ? "" : `Characters that do not show: ${found.slice(0, 5).join(", ")}${more}`;
}

/** @param {string} proposed */
function review(proposed) {
  const diff = lineDiff(proposed, text.value);
  showDiff(
    byId("modify-diff", HTMLElement),
    diff === "" ? "Nothing: this approves it as it was proposed." : diff,
  );
  turnTo("review");
  byId("modify-review-title", HTMLElement).focus();
}

/** @param {(outcome: Extract<Outcome, { ok: true }>, detail: ProposalDetail) => void} onDecided */
export function modifyDialog(onDecided) {
  let isReviewed = false;

  const edit = () => {
    isReviewed = false;
    turnTo("edit");
    text.focus();
  };
  text.addEventListener("input", tellUnseen);
  byId("modify-back", HTMLElement).addEventListener("click", edit);

  return decisionDialog(
    dialog,
    {
      verb: "approve",
      fill({ id, editable }) {
        text.value = drafts.get(id) ?? editable?.text ?? "";
        text.oninput = () => drafts.set(id, text.value);
        byId("modify-label", HTMLElement).textContent = visiblePlain(editable?.fileName ?? "");
        notes.value = "";
        typed.value = "";
        isReviewed = false;
        tellUnseen();
        turnTo("edit");
      },
      /** @returns {Approval | null} */
      read({ editable }) {
        const proposed = editable?.text ?? "";
        if (!isReviewed) {
          isReviewed = true;
          review(proposed);
          return null;
        }
        return {
          notes: notes.value,
          text: text.value === proposed ? null : text.value,
          typed: typed.value.split(/\s+/).filter((name) => name !== ""),
        };
      },
      onDone: ({ id }) => void drafts.delete(id),
    },
    onDecided,
  );
}
