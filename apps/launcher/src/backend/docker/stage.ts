import { BottleError } from "@claude-bottle/shared";
import { currentConfig } from "@claude-bottle/shared/contracts";
import type { CurrentConfigFile } from "../../provision/current-config-files.ts";
import { asRoot } from "./as-root.ts";
import type { Engine } from "./engine-words.ts";
import { runToEnd } from "./run-to-end.ts";

/** Takes a file's text on stdin; its name and its size in bytes are the arguments. A text that breaks off changes nothing. */
const SCRIPT = `
set -eu
umask 022
cd ${currentConfig.directory}
cat >".$1.new"
if [ "$(wc -c <".$1.new")" -ne "$2" ]; then rm -f ".$1.new"; echo "the text of $1 broke off"; exit 1; fi
chmod 0444 ".$1.new"
mv -f ".$1.new" "$1"
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
      const command = ["/bin/sh", "-c", SCRIPT, "sh", name, String(input.length)];
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
