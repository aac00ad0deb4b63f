import { spawn } from "node:child_process";
import { BottleError } from "@claude-bottle/shared";

const END_WITHIN_MS = 120_000;

export interface Timed {
  /** Milliseconds from the start of the process to the first byte on its stdout. */
  firstOutput: number;
  /** From there to the end of the process. */
  ending: number;
}

/** Runs a command that prints `first`, and takes the times. Throws when it prints anything else or does not end well. */
export function timedCommand(
  command: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
  cwd?: string,
): Promise<Timed> {
  const [file, ...args] = command;
  return new Promise((resolve, reject) => {
    const start = performance.now();
    let first: number | undefined;
    let stdout = "";
    let stderr = "";
    const child = spawn(file, args, { env, cwd, stdio: ["ignore", "pipe", "pipe"] });
    // SIGTERM, so that what was launched is torn down
    const timer = setTimeout(() => child.kill("SIGTERM"), END_WITHIN_MS);
    child.stdout.on("data", (chunk: Buffer) => {
      first ??= performance.now();
      stdout += chunk.toString("utf8");
    });
    child.stderr.on("data", (chunk: Buffer) => {
      stderr = (stderr + chunk.toString("utf8")).slice(-2000);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      const end = performance.now();
      clearTimeout(timer);
      if (code === 0 && stdout.trim() === "first" && first !== undefined)
        resolve({ firstOutput: first - start, ending: end - first });
      else
        reject(
          new BottleError(
            "engine-failed",
            `"${args.join(" ")}" ended with ${code} and printed "${stdout.trim()}": ${stderr.trim()}`,
          ),
        );
    });
  });
}
