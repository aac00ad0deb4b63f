import { readFileSync } from "node:fs";
import type { Holder } from "../operator/intent.ts";

/**
 * When a process began: boot and clock ticks since, field 22 of https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html;
 * empty where there is no such file.
 */
function started(pid: number): string {
  try {
    // The second field may hold anything, blanks and brackets too
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${fields[19] ?? ""}`;
  } catch {
    return "";
  }
}

export const thisProcess = (): Holder => ({ pid: process.pid, started: started(process.pid) });

/** Whether the very process runs still. */
export function isRunning({ pid, started: then }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Somebody else's process: it runs
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  return started(pid) === then;
}
