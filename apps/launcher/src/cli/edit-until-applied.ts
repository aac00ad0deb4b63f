import { BottleError } from "@claude-bottle/shared";
import { printable } from "../core/printable.ts";
import { editText } from "../host/edit-text.ts";
import type { Outcome } from "../operator/operator.ts";
import { unifiedDiff } from "../operator/unified-diff.ts";
import { confirm } from "./confirm.ts";
import type { Context } from "./context.ts";

interface Editing {
  file: { fileName: string; text: string };
  /** Do without the question. */
  yes: boolean;
  apply(text: string): Promise<Outcome>;
}

/**
 * Opens a text in the operator's editor, shows what was changed, asks, and puts it in force; what is refused can be mended
 * in the editor. Null: nothing was changed, or the operator did not want it.
 */
export async function editUntilApplied(
  { file, yes, apply }: Editing,
  context: Context,
): Promise<Outcome | null> {
  if (!context.terminal.interactive)
    throw new BottleError("terminal-required", "There is no terminal for an editor", {
      hint: "Run it in a terminal; scripts can approve a proposal as it is",
    });
  const editor = context.environment.get("EDITOR") ?? "vi";
  let { text } = file;
  for (;;) {
    // Null where what was refused before is left as it is
    text = (await editText({ fileName: file.fileName, text }, editor)) ?? text;
    if (text === file.text) return null;
    context.err(printable(unifiedDiff(file.fileName, file.text, text)));
    if (!yes && !(await confirm("Put this in force?", context))) return null;
    const outcome = await apply(text);
    if (outcome.ok) return outcome;
    context.err(`${printable(outcome.reason)}\n`);
    if (!(await confirm("Edit again?", context))) return outcome;
  }
}
