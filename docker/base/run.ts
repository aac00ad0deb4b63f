import { spawn } from "node:child_process";
import { once } from "node:events";
import { BottleError } from "@claude-bottle/shared";

const LAST_LINES = 15;

export interface RunOptions {
  env?: Record<string, string>;
  cwd?: string;
}

/** Runs a program without a shell and gives its standard output; a failure carries the last lines it wrote. */
export async function run(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let all = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    all += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    all += text;
  });
  try {
    await once(child, "close");
  } catch (cause) {
    throw new BottleError("image-build-failed", `"${program}" could not be started`, {
      hint: `Install "${program}" and have it in PATH`,
      cause,
    });
  }
  if (child.exitCode !== 0) {
    const words = all.trimEnd().split("\n").slice(-LAST_LINES).join("\n");
    throw new BottleError("image-build-failed", `"${program} ${args[0] ?? ""}" failed: ${words}`);
  }
  return stdout;
}
