import { closeSync, openSync, readdirSync, readSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const INTERVAL_MS = 10;

/** A first process of a sandbox, by the name that it was given. */
export interface NamedProcess {
  name: string;
  pid: number;
}

/**
 * The sandboxes' own processes among all of the machine. What runs inside can call itself by any name: it counts only when
 * it is outside of every sandbox, or the very first inside of one, which nothing in there can become.
 */
export function namedProcesses(isOurs: (name: string) => boolean): NamedProcess[] {
  const entries = readdirSync("/proc").filter((entry) => /^\d+$/.test(entry));
  return entries.flatMap((entry) => {
    const name = firstWord(read(`/proc/${entry}/cmdline`));
    if (!isOurs(name)) return [];
    const status = read(`/proc/${entry}/status`);
    return isOutermost(status) ? [{ name, pid: Number(entry) }] : [];
  });
}

/**
 * Ends those of these names at once, with everything inside of them; resolves when they are gone. One that is just starting
 * may have made another between our look and its end, so that we look until there is none.
 */
export async function endProcesses(isOurs: (name: string) => boolean): Promise<void> {
  for (;;) {
    const found = namedProcesses(isOurs);
    if (found.length === 0) return;
    for (const { pid } of found) kill(pid);
    await delay(INTERVAL_MS);
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already
  }
}

/** Longer than what is looked at: the first words of a command, the status, the numbers of a few children. */
const READ = Buffer.alloc(64 * 1024);

/**
 * What vanishes while it is looked at, or is not ours to look at, is none of ours. From memory: no disk is waited for; and into one
 * buffer, since a machine has hundreds of processes and each file would get a new one of that size.
 */
function read(path: string): string {
  try {
    const file = openSync(path, "r");
    try {
      return READ.toString("latin1", 0, readSync(file, READ, 0, READ.length, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return "";
  }
}

const firstWord = (cmdline: string): string => cmdline.slice(0, Math.max(0, cmdline.indexOf("\0")));

/** By its numbers in each process namespace, from the outermost: proc_pid_status(5). */
function isOutermost(status: string): boolean {
  const numbers = (/^NSpid:\t(.*)$/m.exec(status)?.[1] ?? "").split("\t");
  return numbers.length === 1 || (numbers.length === 2 && numbers[1] === "1");
}

/** Sends a signal to what runs this program somewhere below a process; an interpreter may run it. */
export async function signalInside(
  above: number,
  wanted: { program: string; signal: NodeJS.Signals },
): Promise<void> {
  const text = read(`/proc/${above}/task/${above}/children`);
  for (const child of text.split(" ").filter((each) => each !== "")) {
    const words = read(`/proc/${child}/cmdline`).split("\0");
    if (words.slice(0, 2).includes(wanted.program)) process.kill(Number(child), wanted.signal);
    else await signalInside(Number(child), wanted);
  }
}
