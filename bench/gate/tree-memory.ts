import { descendants } from "../../apps/git-gate/src/testing/process.ts";
import { residentMegabytes } from "../egress/process-figures.ts";

const EVERY_MS = 100;

/** Resident memory in megabytes of a process and all that it started, added up; what they share counts for each. */
function now(pid: number): number {
  return descendants(pid).reduce((sum, one) => {
    try {
      return sum + residentMegabytes(one, "now");
    } catch {
      // It ended meanwhile
      return sum;
    }
  }, 0);
}

/** Looks at the memory of a process tree until it is disposed. */
export function watchMemory(pid: number): Disposable & { readonly highest: number } {
  let highest = 0;
  const timer = setInterval(() => {
    highest = Math.max(highest, now(pid));
  }, EVERY_MS);
  return {
    get highest() {
      return highest;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
