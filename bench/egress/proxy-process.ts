import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { pinned } from "../pin.ts";

const READY_WITHIN_MS = 20_000;
const END_WITHIN_MS = 5_000;

export interface ProxyProcess extends AsyncDisposable {
  pid: number;
}

export interface ProxyCommand {
  name: string;
  command: readonly [string, ...string[]];
  env: NodeJS.ProcessEnv;
  input: string;
  /** Looks at what was printed so far and at the outside; true: it serves. */
  isReady(printed: string): boolean | Promise<boolean>;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), END_WITHIN_MS);
  await gone;
  clearTimeout(timer);
}

/** Starts a proxy on the measured processor and waits until it serves. */
export async function startProxy(options: ProxyCommand): Promise<ProxyProcess> {
  const [file, ...args] = pinned(0, options.command);
  const child = spawn(file, args, { env: options.env, stdio: ["pipe", "pipe", "pipe"] });
  // a run that is interrupted leaves no proxy behind
  const kill = (): void => void child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  let printed = "";
  let complaints = "";
  const collect = (chunk: Buffer): void => {
    printed += chunk.toString("utf8");
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", (chunk: Buffer) => {
    complaints = (complaints + chunk.toString("utf8")).slice(-2000);
  });
  child.stdin.on("error", () => child.stdin.destroy());
  child.stdin.end(options.input);
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!(await options.isReady(printed))) {
    if (child.exitCode !== null || child.pid === undefined || performance.now() > deadline) {
      await end(child);
      throw new Error(`${options.name} did not start: ${complaints.trim() || printed.slice(-500)}`);
    }
    await pause(20);
  }
  child.stdout.off("data", collect).resume();
  return { pid: child.pid ?? 0, [Symbol.asyncDispose]: () => end(child) };
}
