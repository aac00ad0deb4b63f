import { byId, the } from "./elements.js";
import { showWarnings } from "./proposal-detail.js";
import { showDiff } from "./show-diff.js";
import { unseenIn, visiblePlain } from "./visible-text.js";

/** @import { Preview } from "../../operator/operator.ts" */

/**
 * A text that is edited, then looked at, then put in force: what is sent is what was looked at.
 * @param {HTMLDialogElement} dialog
 */
export function textStages(dialog) {
  /** @param {string} part */
  const at = (part) => byId(`${dialog.id}-${part}`, HTMLElement);
  const text = byId(`${dialog.id}-text`, HTMLTextAreaElement);
  const submit = the(dialog, "button[type=submit]", HTMLButtonElement);
  /** What was edited and is not in force, by key, with the text that it was made of. @type {Map<string, { of: string, text: string }>} */
  const drafts = new Map();
  /** @type {{ text: string, preview: Preview } | null} */
  let reviewed = null;

  const turn = () => {
    const isReview = reviewed !== null;
    at("edit").hidden = isReview;
    at("review").hidden = !isReview;
    at("back").hidden = !isReview;
    submit.textContent = isReview ? "Put in force" : "Review";
  };

  /** A text field shows nothing of what cannot be seen. */
  const tellUnseen = () => {
    const found = unseenIn(text.value);
    const more = found.length > 5 ? `, and ${found.length - 5} more` : "";
    at("hidden").textContent =
      found.length === 0 ? "" : `Characters that do not show: ${found.slice(0, 5).join(", ")}${more}`;
  };

  text.addEventListener("input", tellUnseen);
  at("back").addEventListener("click", () => {
    reviewed = null;
    turn();
    text.focus();
  });

  return {
    text: () => text.value,
    /** What was looked at last; null: nothing of this text yet. */
    reviewed: () => reviewed,
    /** Opens a text, or what was made of it before: a dialog that is closed by mistake loses nothing. @param {string} key @param {{ fileName: string, text: string }} file */
    open(key, { fileName, text: original }) {
      const draft = drafts.get(key);
      text.value = draft?.of === original ? draft.text : original;
      text.oninput = () => drafts.set(key, { of: original, text: text.value });
      at("label").textContent = visiblePlain(fileName);
      reviewed = null;
      tellUnseen();
      turn();
    },
    /** Shows what the text would do. @param {string} looked @param {Preview} preview */
    review(looked, preview) {
      reviewed = { text: looked, preview };
      showDiff(at("effect"), preview.diff === "" ? "Nothing: this is in force." : preview.diff);
      showWarnings(the(dialog, ".warnings", HTMLElement), preview.warnings);
      turn();
      at("review-title").focus();
    },
    /** @param {string} key */
    drop: (key) => void drafts.delete(key),
  };
}
