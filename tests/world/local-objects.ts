import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { run } from "./docker-cli.ts";

/** Why bottles without an engine cannot be tried here; null when they can. */
export function localMissing(): string | null {
  const sandbox = ["--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"];
  const { error, status, stderr } = spawnSync("bwrap", sandbox, { encoding: "utf8" });
  if (error !== undefined) return `no bwrap command: ${error.message}`;
  return status === 0 ? null : stderr.trim();
}

/** What a process has open; of one that ends meanwhile nothing. */
function openFiles(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((descriptor) => readlinkSync(`/proc/${pid}/fd/${descriptor}`));
  } catch {
    return [];
  }
}

/** The process itself and all above it, as their command lines; `null`: it is one of this test run's. */
function ancestry(pid: number): string[] | null {
  const lines: string[] = [];
  for (let each = pid; each > 1;) {
    if (each === process.pid) return null;
    try {
      lines.push(readFileSync(`/proc/${each}/cmdline`, "utf8").replaceAll("\0", " "));
      each = Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${each}/status`, "utf8"))?.[1]);
    } catch {
      return null;
    }
  }
  return lines;
}

/** Processes that still hold a file of the bottle while nothing of its names is above them: nobody would ever end these. */
function strays(directory: string, isNamed: (line: string) => boolean): string[] {
  return readdirSync("/proc").flatMap((entry) => {
    const isOurs =
      /^\d+$/.test(entry) && openFiles(Number(entry)).some((path) => path.startsWith(`${directory}/`));
    const lines = isOurs ? ancestry(Number(entry)) : null;
    return lines === null || lines.some(isNamed) ? [] : [`stray process ${lines[0]}`];
  });
}

/**
 * Everything of one bottle by the system's own means: processes that are called by its names, others that hold its files,
 * and its directory.
 */
export async function localObjects(runs: string, identity: string): Promise<string[]> {
  const { stdout } = await run("ps", ["-e", "-o", "args="]);
  const names = stdout
    .split("\n")
    .map((line) => line.split(" ", 1)[0] ?? "")
    .filter((name) => name.startsWith("claude-bottle-") && name.endsWith(`-${identity}`));
  const directory = join(runs, identity);
  const isNamed = (line: string): boolean => names.includes(line.split(" ", 1)[0] ?? "");
  const isThere = await access(directory).then(
    () => true,
    () => false,
  );
  return [
    ...[...new Set(names)].map((name) => `process ${name}`),
    ...strays(directory, isNamed),
    ...(isThere
      ? [`directory ${(await readdir(directory)).length > 0 ? identity : `${identity} (empty)`}`]
      : []),
  ].toSorted();
}
