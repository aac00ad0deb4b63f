import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";

const TASKSET = "taskset";

/** Processor 0 is for what is measured, processor 1 for the load. */
export type Core = 0 | 1;

const usable =
  availableParallelism() > 1 && spawnSync(TASKSET, ["--version"], { stdio: "ignore" }).status === 0;

/** Why processes are not kept apart, or null when they are. */
export const unpinned = usable
  ? null
  : "no taskset or a single processor: proxy and load share the machine freely";

/** The command line that runs a command on one processor, or the command as it is where that cannot be. */
export function pinned(core: Core, command: readonly [string, ...string[]]): [string, ...string[]] {
  return usable ? [TASKSET, "--cpu-list", String(core), ...command] : [...command];
}

/** Keeps this process, with all its threads, on one processor. */
export function pinSelf(core: Core): void {
  if (usable)
    spawnSync(TASKSET, ["--all-tasks", "--pid", "--cpu-list", String(core), String(process.pid)], {
      stdio: "ignore",
    });
}
