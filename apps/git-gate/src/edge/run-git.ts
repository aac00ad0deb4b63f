import { spawn, type ChildProcess } from "node:child_process";
import type { Environment } from "../core/git-environment.ts";

const MOST_OUTPUT = 128 * 1024 * 1024;
const MOST_ERROR = 64 * 1024;

export interface GitRun {
  args: readonly string[];
  env: Environment;
  cwd?: string;
  input?: string;
  /** Milliseconds after which it is killed, with all its children. */
  timeout: number;
  /** Each line of its stderr as it comes. */
  onErrorLine?: (line: string) => void;
  /** Ends it, with all its children. */
  signal?: AbortSignal;
  /** A program other than git. */
  program?: string;
}

export interface GitResult {
  /** null: it was killed or could not be started. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Ends a process that was started as the leader of a group, with everything it started. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It is gone
  }
}

/** Runs git to its end. It never rejects: a git that cannot be started is a failed one. */
export async function runGit(run: GitRun): Promise<GitResult> {
  const child = spawn(run.program ?? "git", [...run.args], {
    env: run.env,
    cwd: run.cwd,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  let size = 0;
  let stderr = "";
  let line = "";
  const abort = (): void => killGroup(child, "SIGKILL");
  if (run.signal?.aborted === true) abort();
  run.signal?.addEventListener("abort", abort);
  const timer = setTimeout(() => {
    stderr += `\nfatal: timed out after ${Math.round(run.timeout / 1000)} s\n`;
    killGroup(child, "SIGKILL");
  }, run.timeout);
  child.stdout.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > MOST_OUTPUT) killGroup(child, "SIGKILL");
    else output.push(chunk);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    const text = chunk.toString("utf8");
    stderr = (stderr + text).slice(-MOST_ERROR);
    const lines = (line + text).split(/[\r\n]/);
    line = (lines.pop() ?? "").slice(-MOST_ERROR);
    for (const whole of lines) run.onErrorLine?.(whole);
  });
  child.stdin.on("error", () => {});
  child.stdin.end(run.input ?? "");
  return await new Promise((resolve) => {
    child.once("error", (error) => {
      stderr += error.message;
    });
    child.once("close", (code) => {
      clearTimeout(timer);
      run.signal?.removeEventListener("abort", abort);
      const isWhole = size <= MOST_OUTPUT;
      resolve({ code: isWhole ? code : null, stdout: Buffer.concat(output).toString("utf8"), stderr });
    });
  });
}
