import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { Environment } from "../core/git-environment.ts";
import { killGroup } from "./run-git.ts";

const MOST_ERROR = 4096;

/** A repository as a git of ours is to see it. */
export interface RepositoryView {
  directory: string;
  env: Environment;
}

/** A git whose output is read as it comes. Disposing ends it. */
export interface GitStream extends Disposable {
  stdin: Writable;
  stdout: Readable;
  /** Its exit code (null: killed) and the end of its stderr. */
  ended: Promise<{ code: number | null; stderr: string }>;
}

export function streamGit({ directory, env }: RepositoryView, args: readonly string[]): GitStream {
  const child: ChildProcessByStdio<Writable, Readable, Readable> = spawn("git", [...args], {
    cwd: directory,
    env,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr = (stderr + chunk.toString("utf8")).slice(-MOST_ERROR);
  });
  child.stdin.on("error", () => {});
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.once("error", (error) => resolve({ code: null, stderr: error.message }));
    child.once("close", (code) => resolve({ code, stderr }));
  });
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    ended,
    [Symbol.dispose]: () => killGroup(child, "SIGKILL"),
  };
}
