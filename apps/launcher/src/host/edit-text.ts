import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { BottleError } from "@claude-bottle/shared";

/**
 * Opens a text in an editor that has the terminal to itself; gives what was saved, null where nothing was changed.
 * `editor` is a command line, as `EDITOR` may be.
 */
export async function editText(
  { fileName, text }: { fileName: string; text: string },
  editor: string,
): Promise<string | null> {
  // Only its owner can enter the directory
  await using folder = await mkdtempDisposable(join(tmpdir(), "claude-bottle-edit-"));
  const path = join(folder.path, basename(fileName));
  await writeFile(path, text, { mode: 0o600 });
  const child = spawn("sh", ["-c", `${editor} "$1"`, "sh", path], { stdio: "inherit" });
  const [status, signal]: [number | null, string | null] = await once(child, "exit").then(
    ([code, by]: unknown[]) => [typeof code === "number" ? code : null, typeof by === "string" ? by : null],
  );
  if (status !== 0) {
    throw new BottleError(
      "not-available",
      `The editor "${editor}" ended with ${signal ?? `status ${status}`}`,
      {
        hint: "Nothing was done; set EDITOR to an editor that is there",
      },
    );
  }
  const edited = await readFile(path, "utf8");
  return edited === text ? null : edited;
}
