import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "rolldown";
import { pinned } from "../pin.ts";
import type { Measured, Task } from "./task.ts";

const run = promisify(execFile);
const cache = join(
  process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"),
  "claude-bottle",
  "bench-secrets",
);
const main = join(cache, "measured.mjs");

/** Makes one file of the measuring process, as sidecars are shipped. */
export async function bundle(): Promise<void> {
  const input = join(import.meta.dirname, "measured-main.ts");
  await build({ input, platform: "node", output: { file: main, format: "esm", codeSplitting: false } });
}

/** Measures in a process of its own, on one processor, compiled before as far as Node can. Needs `bundle`. */
export async function measure(task: Task): Promise<Measured> {
  const [program, ...args] = pinned(0, [process.execPath, main, JSON.stringify(task)]);
  const { stdout } = await run(program, args, { env: { ...process.env, NODE_COMPILE_CACHE: cache } });
  return JSON.parse(stdout);
}
