import { closeSync, readdirSync, readFileSync } from "node:fs";

const STDERR = 2;
const CLOSE_ON_EXEC = 0o2000000;

/** Closes what the operator's shell had open and never closed: Node's own descriptors are closed in what it starts, these are not. */
export function closeInherited(): void {
  for (const name of readdirSync("/proc/self/fd")) {
    const descriptor = Number(name);
    if (descriptor > STDERR && !isClosedOnExec(descriptor)) closeSync(descriptor);
  }
}

/** By the octal flags of proc_pid_fdinfo(5); one that is gone needs no closing. */
function isClosedOnExec(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "latin1"))?.[1];
    return (Number.parseInt(flags ?? "0", 8) & CLOSE_ON_EXEC) !== 0;
  } catch {
    return true;
  }
}
