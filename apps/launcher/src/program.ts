import { randomInt } from "node:crypto";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { backends } from "./backend/index.ts";
import type { Context } from "./cli/context.ts";
import { listenForSignals } from "./cli/interruption.ts";
import { failureText, run } from "./cli/run.ts";
import { processEnvironment } from "./host/environment.ts";
import { processTerminal } from "./host/terminal.ts";

const err = (text: string): void => void process.stderr.write(text);

/** Carries out this process's command line; its exit status is that of the process. */
export async function program(): Promise<void> {
  // A reader that is gone (head, a closed terminal) is a hang-up: who holds a bottle tears it down, all else just ends.
  process.stdout.once("error", () => {
    if (!process.emit("SIGHUP", "SIGHUP")) process.exit();
  });
  for (const stream of [process.stdin, process.stdout, process.stderr]) stream.on("error", () => undefined);
  try {
    process.exitCode = await run(process.argv.slice(2), processContext());
  } catch (error) {
    const failure = failureText(error);
    err(failure.text);
    process.exitCode = failure.status;
  }
}

function processContext(): Context {
  const environment = processEnvironment();
  const userHome = homedir();
  return {
    environment,
    // An engine takes no other than an absolute path for what it mounts
    home: resolve(environment.get("CLAUDE_BOTTLE_HOME") ?? join(userHome, ".claude-bottle")),
    userHome,
    cwd: process.cwd(),
    out: (text) => void process.stdout.write(text),
    err,
    terminal: processTerminal(process),
    backends,
    now: () => new Date(),
    random: (below) => randomInt(below),
    interruption: () => listenForSignals(process, () => err("Still tearing down; nothing is left behind\n")),
  };
}
