import { readFileSync } from "node:fs";
import { descendants } from "../../apps/git-gate/src/testing/process.ts";

const EVERY_MS = 100;

/** Memory of one process in megabytes, its part of what it shares with others: proc_pid_smaps(5). */
function proportional(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
    return (Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1024) / 1_000_000;
  } catch {
    // It ended meanwhile
    return 0;
  }
}

/** Looks at the memory of a process and all that it started until it is disposed. */
export function watchMemory(pid: number): Disposable & { readonly highest: number } {
  let highest = 0;
  const timer = setInterval(() => {
    const sum = descendants(pid).reduce((total, one) => total + proportional(one), 0);
    highest = Math.max(highest, sum);
  }, EVERY_MS);
  return {
    get highest() {
      return highest;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
