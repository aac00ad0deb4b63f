import { BottleError } from "@claude-bottle/shared";
import { printable } from "../core/printable.ts";
import { editText } from "../host/edit-text.ts";
import type { Outcome, Preview } from "../operator/operator.ts";
import { outcomeOf } from "../operator/outcome.ts";
import { confirm } from "./confirm.ts";
import type { Context } from "./context.ts";

interface Editing {
  file: { fileName: string; text: string };
  /** Do without the question. */
  yes: boolean;
  /** What the text would do. @throws {BottleError} it cannot be put in force */
  preview: (text: string) => Promise<Preview>;
  /** Does that, and nothing else that the text may do meanwhile. */
  apply: (text: string, preview: Preview) => Promise<Outcome>;
}

/**
 * Opens a text in the operator's editor, shows what it would change, asks, and puts it in force; what is refused can be
 * mended in the editor. Null: nothing was changed, or the operator did not want it.
 */
export async function editUntilApplied(
  { file, yes, preview, apply }: Editing,
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
    let isWanted = true;
    const outcome = await outcomeOf(async () => {
      const shown = await preview(text);
      for (const warning of shown.warnings) context.err(`! ${printable(warning)}\n`);
      context.err(printable(shown.diff));
      isWanted = yes || (await confirm("Put this in force?", context));
      return isWanted ? await apply(text, shown) : { ok: true, changed: "", next: null };
    });
    if (!isWanted) return null;
    if (outcome.ok) return outcome;
    context.err(`${printable(outcome.reason)}\n`);
    if (!(await confirm("Edit again?", context))) return outcome;
  }
}
