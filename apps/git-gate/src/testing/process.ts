import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { GateStdin } from "@claude-bottle/policy";
import { compiledSources, Events } from "@claude-bottle/shared/testing";

export interface GateProcess extends AsyncDisposable {
  child: ChildProcess;
  port: number;
  /** All that it wrote, line by line. */
  lines: Events<string>;
  /** Ends it with SIGKILL, alone or with everything it started. */
  kill(what: "alone" | "all"): Promise<void>;
}

/** The process and all that descend from it, as far as /proc still knows. */
export function descendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const fields = readFileSync(`/proc/${name}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
      parents.set(Number(name), Number(fields[1]));
    } catch {
      // It ended meanwhile
    }
  }
  const found = [pid];
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.push(child);
  return found;
}

/** Ends each of them that is still there. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended meanwhile
    }
  }
}

const fromSource = [join(import.meta.dirname, "../main.ts")];

/** The gate as a process, from source where Node is told nothing else. */
export async function startGateProcess(
  document: GateStdin | string,
  args: readonly string[] = fromSource,
): Promise<GateProcess> {
  const child = spawn(process.execPath, [...args], { env: compiledSources, stdio: "pipe" });
  const lines = new Events<string>();
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on("line", (line) => lines.add(line));
  child.once("exit", () => lines.add("exit"));
  child.stdin.end(typeof document === "string" ? document : JSON.stringify(document));
  const said = await lines.find((line) => line.startsWith('{"event":"ready"') || line === "exit");
  if (said === "exit") throw new Error(lines.all.join("\n"));
  const ready: unknown = JSON.parse(said);
  const port = typeof ready === "object" && ready !== null && "port" in ready ? Number(ready.port) : 0;
  return {
    child,
    port,
    lines,
    async kill(what) {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      const gone = once(child, "exit");
      killAll(what === "all" ? descendants(child.pid) : [child.pid]);
      await gone;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}
