import { readdir, readFile } from "node:fs/promises";
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
export async function namedProcesses(isOurs: (name: string) => boolean): Promise<NamedProcess[]> {
  const entries = (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry));
  const found = await Promise.all(
    entries.map(async (entry) => {
      const name = firstWord(await read(`/proc/${entry}/cmdline`));
      if (!isOurs(name)) return [];
      const status = await read(`/proc/${entry}/status`);
      return isOutermost(status) ? [{ name, pid: Number(entry) }] : [];
    }),
  );
  return found.flat();
}

/** Ends them at once, with everything inside of them; resolves when they are gone. */
export async function endProcesses(processes: readonly NamedProcess[]): Promise<void> {
  for (const { pid } of processes) kill(pid);
  const names = new Set(processes.map(({ name }) => name));
  const pids = new Set(processes.map(({ pid }) => pid));
  for (;;) {
    const left = await namedProcesses((name) => names.has(name));
    if (!left.some(({ pid }) => pids.has(pid))) return;
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

/** What vanishes while it is looked at, or is not ours to look at, is none of ours. */
async function read(path: string): Promise<string> {
  return await readFile(path, "latin1").catch(() => "");
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
  const text = await read(`/proc/${above}/task/${above}/children`);
  for (const child of text.split(" ").filter((each) => each !== "")) {
    const words = (await read(`/proc/${child}/cmdline`)).split("\0");
    if (words.slice(0, 2).includes(wanted.program)) process.kill(Number(child), wanted.signal);
    else await signalInside(Number(child), wanted);
  }
}
