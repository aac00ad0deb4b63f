import { type ChildProcess, spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { Writable } from "node:stream";
import { endProcesses } from "./processes.ts";
import { FILTER_DESCRIPTOR, sandboxCommand } from "./sandbox-arguments.ts";
import type { Machine } from "./machine.ts";
import type { SandboxSpec } from "./sandbox.ts";
import { filterProgram } from "./seccomp/filter-program.ts";

/** A started sandbox; it may have failed to start, which its end tells. */
export interface Sandbox {
  name: string;
  pid: number | undefined;
  /** Resolves with how it ended. */
  ended: Promise<string>;
  isEnded(): boolean;
  /** This process may end before it. */
  release(): void;
  /** Ends it at once, with everything inside; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts it with these bytes as its stdin; what it writes goes to the end of the log file. */
export async function startSandbox(
  machine: Machine,
  spec: SandboxSpec,
  { log, input }: { log: string; input: string | null },
): Promise<Sandbox> {
  const { command, given } = sandboxCommand(spec, machine);
  const [file = "", ...rest] = command;
  const output = await open(log, "a", 0o600);
  try {
    const child = spawn(file, rest, {
      argv0: spec.name,
      // Its first process inside shows what it was started with
      env: {},
      // No signal of the operator's terminal reaches it
      detached: true,
      stdio: [
        input === null ? "ignore" : "pipe",
        output.fd,
        output.fd,
        "pipe",
        ...given.map(() => "pipe" as const),
      ],
    });
    const sandbox = watched(spec.name, child);
    for (const [index, bytes] of [filterProgram(machine.processor), ...given].entries())
      give(child.stdio[FILTER_DESCRIPTOR + index], bytes);
    if (input !== null) give(child.stdin, input);
    return sandbox;
  } finally {
    await output.close();
  }
}

/** Its end says why it does not take them. */
function give(stream: unknown, bytes: Uint8Array | string): void {
  if (!(stream instanceof Writable)) return;
  stream.on("error", () => undefined);
  stream.end(bytes);
}

function watched(name: string, child: ChildProcess): Sandbox {
  let over = false;
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (status, signal) => resolve(signal ?? `status ${status}`));
  }).finally(() => (over = true));
  return {
    name,
    pid: child.pid,
    ended,
    isEnded: () => over,
    release: () => child.unref(),
    async kill() {
      await endProcesses((each) => each === name);
      await ended;
    },
  };
}
