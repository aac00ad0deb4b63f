import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Order } from "./order.ts";
import { terminalCommand } from "./terminal-command.ts";

/** The status of a command that could not be run; a shell's own. */
const NOT_FOUND = 127;
const SIGNALLED = 128;

export function run({ command, environment, size }: Omit<Order, "background">): ChildProcess {
  const [file = "", ...rest] = size === null ? command : terminalCommand(command, size);
  return spawn(file, rest, {
    env: environment,
    // A group of its own, which a hang-up reaches as a whole
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
}

/** As a shell counts it. */
export async function endOf(child: ChildProcess): Promise<number> {
  return await new Promise((resolve) => {
    child.once("error", () => resolve(NOT_FOUND));
    child.once("exit", (status, signal) =>
      resolve(status ?? SIGNALLED + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}
