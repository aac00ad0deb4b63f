import { basename } from "node:path";
import { formatProblem, nearest, readLibrary, type SourceFile } from "@claude-bottle/manifest";
import { BottleError } from "@claude-bottle/shared";
import { editText } from "../host/edit-text.ts";
import { readManifestFiles } from "../host/files.ts";
import { rewriteManifestFile } from "../host/manifest-files.ts";
import { defineCommand } from "./command.ts";
import type { Context } from "./context.ts";

export const edit = defineCommand({
  name: "edit",
  summary: "Open a bottle or an agent in $EDITOR; what is saved is checked, and kept only without an error",
  arguments: [{ name: "name", required: true, values: "names" }],
  flags: {
    agent: { type: "boolean", summary: "The agent of that name, where a bottle has it too" },
  },
  async run({ arguments: [name = ""], flags }, context) {
    if (!context.terminal.interactive) {
      throw new BottleError("terminal-required", "An editor needs a terminal", {
        hint: "Change the file by other means and run claude-bottle validate",
      });
    }
    const editor = context.environment.get("EDITOR") ?? "vi";
    const files = await readManifestFiles(context);
    const file = find(files, name, flags.agent === true);
    const text = await edited(file, { files, editor, context });
    if (text === null) {
      context.err("Nothing was changed\n");
      return 0;
    }
    await rewriteManifestFile(file.path, text);
    context.err(`Wrote ${file.path}; it holds from the next start\n`);
    return 0;
  },
});

function find(files: readonly SourceFile[], name: string, isAgent: boolean): SourceFile {
  const own = files.filter(({ origin }) => origin === "home");
  const named = own.filter(({ path }) => basename(path) === `${name}.md`);
  const file =
    named.find(({ kind }) => kind === (isAgent ? "agent" : "bottle")) ?? (isAgent ? undefined : named[0]);
  if (file !== undefined) return file;
  const names = [...new Set(own.map(({ path }) => basename(path, ".md")))];
  const near = nearest(name, names);
  const ways = names.length === 0 ? "Create one with claude-bottle init" : `Use one of: ${names.join(", ")}`;
  throw new BottleError("unknown-bottle", `No ${isAgent ? "agent" : "bottle or agent"} is called "${name}"`, {
    hint: near === null ? ways : `Did you mean "${near}"?`,
  });
}

/** The text that was saved without an error; null: the operator left it as it is. */
async function edited(
  file: SourceFile,
  { files, editor, context }: { files: readonly SourceFile[]; editor: string; context: Context },
): Promise<string | null> {
  using interruption = context.interruption();
  let { text } = file;
  for (;;) {
    const saved = await editText({ fileName: basename(file.path), text }, editor);
    if (saved === null && text === file.text) return null;
    text = saved ?? text;
    const problems = problemsWith(files, { ...file, text });
    if (problems.length === 0) return text;
    context.err(`${problems.join("\n")}\n`);
    const answer = await context.terminal.question("Edit it again? [Y/n] ", interruption.signal);
    if (/^no?$/i.test(answer.trim())) return null;
  }
}

/** What is wrong that was not wrong before. */
function problemsWith(files: readonly SourceFile[], changed: SourceFile): string[] {
  const before = new Set(readLibrary(files).problems.map(formatProblem));
  const after = readLibrary(files.map((file) => (file.path === changed.path ? changed : file)));
  return after.problems
    .filter((problem) => problem.file === changed.path || !before.has(formatProblem(problem)))
    .map(formatProblem);
}
