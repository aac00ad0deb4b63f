import { decisionDialog } from "./decision-dialog.js";
import { byId, make, the } from "./elements.js";
import { visiblePlain } from "./visible-text.js";

/** @import { Approval, Outcome, ProposalDetail } from "../../operator/operator.ts" */

/** @param {(outcome: Extract<Outcome, { ok: true }>, detail: ProposalDetail) => void} onDecided */
export function approveDialog(onDecided) {
  const dialog = byId("approve", HTMLDialogElement);
  const notes = byId("approve-notes", HTMLTextAreaElement);
  const typed = the(dialog, ".typed", HTMLElement);

  const inputs = () => [...typed.querySelectorAll("input")];

  return decisionDialog(
    dialog,
    {
      verb: "approve",
      fill({ mustType }) {
        notes.value = "";
        typed.replaceChildren(...mustType.flatMap(fieldOf));
      },
      /** @returns {Approval | string} */
      read({ mustType }) {
        const values = inputs().map(({ value }) => value.trim());
        const missing = mustType.findIndex((name, index) => values[index] !== name);
        if (missing === -1) return { notes: notes.value, text: null, typed: values };
        inputs()[missing]?.focus();
        return `Type ${mustType[missing]} to hand it out`;
      },
    },
    onDecided,
  );
}

/** @param {string} name @param {number} index */
function fieldOf(name, index) {
  const input = make("input", {});
  input.id = `approve-typed-${index}`;
  input.autocomplete = "off";
  input.spellcheck = false;
  const label = make(
    "label",
    {},
    `No manifest names this credential. Type ${visiblePlain(name)} to hand it out`,
  );
  label.htmlFor = input.id;
  return [label, input];
}
