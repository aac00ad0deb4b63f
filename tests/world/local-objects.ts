import { access, readdir, readFile } from "node:fs/promises";
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

/** Whether anything runs in a file system that is made of this directory, whatever it is called. */
async function isLivedIn(directory: string): Promise<boolean> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const tables = pids.map((pid) => readFile(`/proc/${pid}/mountinfo`, "latin1").catch(() => ""));
  return (await Promise.all(tables)).some((table) => table.includes(`${directory}/`));
}

/** Everything of one bottle by the system's own means: processes that are called by its names or live in it, and its directory. */
export async function localObjects(runs: string, identity: string): Promise<string[]> {
  const { stdout } = await run("ps", ["-e", "-o", "args="]);
  const names = stdout
    .split("\n")
    .map((line) => line.split(" ", 1)[0] ?? "")
    .filter((name) => name.startsWith("claude-bottle-") && name.endsWith(`-${identity}`));
  const directory = join(runs, identity);
  const isThere = await access(directory).then(
    () => true,
    () => false,
  );
  return [
    ...[...new Set(names)].map((name) => `process ${name}`),
    ...(names.length === 0 && (await isLivedIn(directory)) ? [`process without a name in ${identity}`] : []),
    ...(isThere
      ? [`directory ${(await readdir(directory)).length > 0 ? identity : `${identity} (empty)`}`]
      : []),
  ].toSorted();
}
