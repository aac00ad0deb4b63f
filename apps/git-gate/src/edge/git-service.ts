import { spawn, type ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { Environment } from "../core/git-environment.ts";
import { killGroup } from "./run-git.ts";

const MOST_ERROR = 4096;
const NO_CACHE = {
  "cache-control": "no-cache, max-age=0, must-revalidate",
  expires: "Fri, 01 Jan 1980 00:00:00 GMT",
  pragma: "no-cache",
};

export type ServiceName = "git-upload-pack" | "git-receive-pack";

export const isServiceName = (text: string): text is ServiceName =>
  text === "git-upload-pack" || text === "git-receive-pack";

export const answerHeaders = (
  service: ServiceName,
  kind: "advertisement" | "result",
): Record<string, string> => ({
  ...NO_CACHE,
  "content-type": `application/x-${service}-${kind}`,
});

/** A git that serves one request. */
export interface GitService {
  child: ChildProcess;
  stdin: Writable;
  stdout: Readable;
  /** Resolves when it and all who hold its pipes are gone, with its exit code (null: killed) and the end of its stderr. */
  ended: Promise<{ code: number | null; stderr: string }>;
  /** Whether it came to its end by itself, with nothing left to say. */
  isWhole: Promise<boolean>;
  kill: () => void;
}

export interface ServiceOptions {
  name: ServiceName;
  directory: string;
  env: Environment;
  /** Only the refs are asked for. */
  advertise: boolean;
  /** Milliseconds after which it is ended. */
  timeout: number;
  /** How many descriptors from 3 on it and its children have. */
  pipes: number;
}

export function startService({
  name,
  directory,
  env,
  advertise,
  timeout,
  pipes: count,
}: ServiceOptions): GitService {
  const flags = ["--stateless-rpc", ...(advertise ? ["--http-backend-info-refs"] : [])];
  const pipes = Array.from({ length: count }, () => "pipe" as const);
  const child = spawn("git", [name.slice("git-".length), ...flags, directory], {
    env,
    detached: true,
    stdio: ["pipe", "pipe", "pipe", ...pipes],
  });
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr = (stderr + chunk.toString("utf8")).slice(-MOST_ERROR);
  });
  child.stdin?.on("error", () => {});
  // SIGTERM lets git take its temporary objects away
  const kill = (): void => killGroup(child, "SIGTERM");
  const timer = setTimeout(kill, timeout);
  // Hooks that it leaves behind would wait for a gate that waits for them
  child.once("exit", (code) => {
    if (code !== 0) kill();
  });
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) => {
    child.once("error", (error) => resolve({ code: null, stderr: error.message }));
    child.once("close", (code) => resolve({ code, stderr }));
  }).finally(() => clearTimeout(timer));
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) throw new TypeError("git's pipes are not there");
  if (advertise) stdin.end();
  const isWhole = ended.then(({ code }) => code === 0);
  return { child, stdin, stdout, ended, isWhole, kill };
}
