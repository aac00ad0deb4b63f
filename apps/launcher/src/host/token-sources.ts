import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { expandHome } from "@claude-bottle/manifest";
import type { TokenSources } from "../core/resolve-tokens.ts";
import type { Environment } from "./environment.ts";

/** Reads credentials where the manifest says they are: variables, files, commands of this machine. */
export function hostTokenSources({
  environment,
  userHome,
  signal,
}: {
  environment: Environment;
  userHome: string;
  signal: AbortSignal;
}): TokenSources {
  return {
    variable: (name) => environment.host(name),
    file: async (path) => await readFile(expandHome(path, userHome), "utf8"),
    command: async (command) => await runForToken(command, signal),
  };
}

/** The command may ask on the terminal by itself, so only its output is ours. */
async function runForToken(command: string, signal: AbortSignal): Promise<string> {
  const child = spawn("/bin/sh", ["-c", command], { stdio: ["inherit", "pipe", "inherit"], signal });
  const ended = new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status, signal) => resolve(signal ?? String(status)));
  });
  const [output, status] = await Promise.all([text(child.stdout), ended]);
  if (status !== "0") throw new Error(`the command ended with ${status}`);
  return output;
}
