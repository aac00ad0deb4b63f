import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startLocalProvider } from "./local-provider.ts";
import type { OpenStage } from "./demo-stage.ts";

/** Without an engine: the provider is a process, on a port that pipelock could not be led to. */
export const openLocalStage: OpenStage = async (context, gitCredential) => {
  const provider = await startLocalProvider({ gitCredential, now: context.now() });
  return {
    provider,
    pipelock: false,
    pipelockHint: "the demo on an engine shows it with pipelock",
    shown: (_, home) => shownOf(join(home, "run")),
    [Symbol.asyncDispose]: () => provider[Symbol.asyncDispose](),
  };
};

/** Every process's command line, and every file of the bottle's directory that is not in the agent's home. */
async function shownOf(runs: string): Promise<string> {
  const { stdout } = await promisify(execFile)("ps", ["-e", "-ww", "-o", "args="]);
  const texts = (await readdir(runs)).map((identity) => textsBelow(join(runs, identity)));
  return [stdout, ...(await Promise.all(texts)).flat()].join("\n");
}

async function textsBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const own = files.filter((file) => !file.startsWith(join(directory, "home")));
  return await Promise.all(own.map((file) => readFile(file, "latin1")));
}
