import { BottleError } from "@claude-bottle/shared";
import { currentConfig } from "@claude-bottle/shared/contracts";
import type { CurrentConfigFile } from "../../provision/current-config-files.ts";
import { asRoot } from "./as-root.ts";
import type { Engine } from "./engine-words.ts";
import { runToEnd } from "./run-to-end.ts";

/**
 * Takes a file's text on stdin; directory, name and size in bytes are the arguments. A text that breaks off changes
 * nothing, and two at a time do not mix.
 */
export const STAGE_SCRIPT = `
set -eu
umask 022
cd "$1"
new=".$2.$$"
trap 'rm -f "$new"' EXIT
cat >"$new"
if [ "$(wc -c <"$new")" -ne "$3" ]; then echo "the text of $2 broke off"; exit 1; fi
chmod 0444 "$new"
mv -f "$new" "$2"
`;

/**
 * Replaces files of what is in force in a running agent. A command of root's writes them: an agent with a kernel of its own
 * does not see what the engine's archives change in files that it has read.
 */
export async function stageFiles(
  engine: Engine,
  agent: string,
  files: readonly CurrentConfigFile[],
): Promise<void> {
  await Promise.all(
    files.map(async ({ name, text }) => {
      const input = Buffer.from(text);
      const command = [
        "/bin/sh",
        "-c",
        STAGE_SCRIPT,
        "sh",
        currentConfig.directory,
        name,
        String(input.length),
      ];
      const { status, words } = await runToEnd(engine, agent, { command, ...asRoot, input });
      if (status === 0) return;
      throw new BottleError(
        "provisioning-failed",
        `Could not replace "${currentConfig.directory}/${name}" in the agent (status ${status}): ${words}`,
        { hint: "Start the bottle with supervise, and look whether its agent still runs" },
      );
    }),
  );
}
