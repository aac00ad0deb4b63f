import { readFileSync } from "node:fs";

// USER_HZ of every architecture that Node runs on, see proc_pid_stat(5)
const TICKS_PER_SECOND = 100;

/** Processor time of a process so far, all its threads, in microseconds (in steps of 10,000). */
export function cpuMicroseconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // the second field is a name in parentheses, which may hold blanks; user and system time are the 14th and 15th
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / TICKS_PER_SECOND;
}

/** Resident memory of a process in megabytes: now, or the highest so far. */
export function residentMegabytes(pid: number, which: "now" | "highest"): number {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  const line = new RegExp(`^${which === "now" ? "VmRSS" : "VmHWM"}:\\s+(\\d+) kB$`, "m").exec(status)?.[1];
  if (line === undefined) throw new Error(`/proc/${pid}/status shows no memory`);
  return (Number(line) * 1024) / 1_000_000;
}
