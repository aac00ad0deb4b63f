import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { pinned } from "../pin.ts";
import type { Measured, Task } from "./task.ts";

const run = promisify(execFile);
const main = join(import.meta.dirname, "measured-main.ts");

/** Measures in a process of its own, on one processor, its sources compiled before as those of the command are. */
export async function measure(task: Task): Promise<Measured> {
  const [program, ...args] = pinned(0, [process.execPath, main, JSON.stringify(task)]);
  const cache = join(homedir(), ".cache", "claude-bottle", "bench-compiled");
  const { stdout } = await run(program, args, { env: { ...process.env, NODE_COMPILE_CACHE: cache } });
  return JSON.parse(stdout);
}
