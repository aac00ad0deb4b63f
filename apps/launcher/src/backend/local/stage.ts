import { join } from "node:path";
import { BottleError } from "@claude-bottle/shared";
import { currentConfig } from "@claude-bottle/shared/contracts";
import type { CurrentConfigFile } from "../../provision/current-config-files.ts";
import { onHost } from "./provision-agent.ts";
import { replaceFile } from "../../host/replace-file.ts";
import type { RunPaths } from "./run-paths.ts";

/** Replaces files of what is in force in a running agent, which sees the directory that they lie in. */
export async function stageFiles(paths: RunPaths, files: readonly CurrentConfigFile[]): Promise<void> {
  const directory = onHost(paths, currentConfig.directory);
  await Promise.all(
    files.map(({ name, text }) =>
      replaceFile(join(directory, name), text, 0o444).catch((cause: unknown) => {
        const words = cause instanceof Error ? cause.message : String(cause);
        const what = `Could not replace "${currentConfig.directory}/${name}" in the agent: ${words}`;
        throw new BottleError("provisioning-failed", what, {
          hint: "Start the bottle with supervise, and look whether its agent still runs",
          cause,
        });
      }),
    ),
  );
}
