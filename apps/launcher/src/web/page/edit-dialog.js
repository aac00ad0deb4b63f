import { decisionDialog } from "./decision-dialog.js";
import { byId } from "./elements.js";
import { filePath, request } from "./request.js";
import { textStages } from "./text-stages.js";

/** @import { EditableFile, Outcome } from "../../operator/operator.ts" */

/** @typedef {{ identity: string, file: EditableFile, fileName: string, text: string }} OpenFile */

/**
 * Edits what is in force in a bottle.
 * @param {(outcome: Extract<Outcome, { ok: true }>, file: OpenFile) => void} onDecided
 */
export function editDialog(onDecided) {
  const dialog = byId("edit", HTMLDialogElement);
  const notes = byId("edit-notes", HTMLTextAreaElement);
  const stages = textStages(dialog);

  const opened = decisionDialog(
    dialog,
    {
      /** @param {OpenFile} open */
      key: ({ identity }) => identity,
      about: ({ identity, file }) => `${identity}: ${file}`,
      path: (open) => `${filePath(open)}/edit`,
      gone: "Its bottle no longer runs",
      fill(open) {
        notes.value = "";
        stages.open(filePath(open), open);
      },
      async read(open) {
        const reviewed = stages.reviewed();
        if (reviewed !== null)
          return { notes: notes.value, text: reviewed.text, seen: reviewed.preview.diff };
        const text = stages.text();
        const preview = await request("POST", `${filePath(open)}/preview`, { text });
        return () => stages.review(text, preview);
      },
      onDone: (open) => stages.drop(filePath(open)),
    },
    onDecided,
  );

  return {
    /** Identities of the bottles that run. @param {ReadonlySet<string>} identities */
    update: (identities) => opened.update(identities),
    /** Opens the file as it is in force now. @param {string} identity @param {EditableFile} file */
    async open(identity, file) {
      const ref = { identity, file };
      let failure = "";
      const found = await request("GET", filePath(ref)).catch((error) => {
        failure = error instanceof Error ? error.message : String(error);
        return { fileName: file, text: "" };
      });
      if (document.querySelector("dialog[open]") !== null) return;
      opened.show({ ...ref, ...found });
      if (failure !== "") opened.forbid(failure);
    },
  };
}
