import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { run } from "./docker-cli.ts";
import { asUser, type PlainUser } from "./plain-user.ts";

const LOWEST_PORT = "/proc/sys/net/ipv4/ip_unprivileged_port_start";
const SSH = 22;
/** Lies where the repository does: who may not run it cannot run the command. */
const NODE = [process.execPath, "--version"];

/** Why bottles without an engine cannot be tried here, by this user or whoever runs the tests; null when they can. */
export function localMissing(user: PlainUser | null = null): string | null {
  const unbuilt = ["launcher/dist/inside.mjs", "egress-proxy/dist/main.mjs", "git-gate/dist/main.mjs"].find(
    (file) => !existsSync(join(import.meta.dirname, "../../apps", file)),
  );
  if (unbuilt !== undefined) return `"${unbuilt}" is not built`;
  const sandbox = [
    "bwrap",
    "--unshare-all",
    "--ro-bind",
    "/",
    "/",
    "--proc",
    "/proc",
    "--dev",
    "/dev",
    ...NODE,
  ];
  const [file, ...words] = asUser(user, sandbox);
  const { error, status, stderr } = spawnSync(file, words, { encoding: "utf8" });
  if (error !== undefined) return `no ${file} command: ${error.message}`;
  return status === 0 ? null : stderr.trim();
}

/** Why the servers that a journey needs cannot be had on this machine itself; null when they can. */
export function lowPortsMissing(): string | null {
  const lowest = Number(readFileSync(LOWEST_PORT, "utf8"));
  return process.getuid?.() === 0 || lowest <= SSH ? null : `a plain user has no port below ${lowest}`;
}

/** A process that is called by a bottle's names, or is not but sees something of its directory. */
interface BottleProcess {
  pid: string;
  name: string | null;
}

/** Every process of a bottle, by the system's own means. */
export function localProcesses(identity: string): BottleProcess[] {
  const numbers = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return numbers.flatMap((pid): BottleProcess[] => {
    const [name = ""] = textOf(`/proc/${pid}/cmdline`).split("\0", 1);
    if (name.startsWith("claude-bottle-") && name.endsWith(`-${identity}`)) return [{ pid, name }];
    return textOf(`/proc/${pid}/mountinfo`).includes(`/run/${identity}/`) ? [{ pid, name: null }] : [];
  });
}

/** Resolves once these processes are gone, as the system's own tool sees it. */
export async function untilGone(processes: readonly BottleProcess[]): Promise<void> {
  const waits = processes.map(({ pid }) =>
    run("tail", ["--pid", pid, "--sleep-interval", "0.05", "-f", "/dev/null"], { env: process.env }),
  );
  await Promise.all(waits);
}

/** Everything of one bottle: its directory, its processes by name, and by number what no name leads to any more. */
export async function localObjects(runs: string, identity: string): Promise<string[]> {
  const processes = localProcesses(identity);
  const names = new Set(processes.flatMap(({ name }) => name ?? []));
  const found = await readdir(join(runs, identity)).catch(() => null);
  return [
    ...[...names].map((name) => `process ${name}`),
    // Otherwise they are inside of those that are named
    ...(names.size === 0 ? processes.map(({ pid }) => `process ${pid}`) : []),
    ...(found === null ? [] : [`directory ${found.length > 0 ? identity : `${identity} (empty)`}`]),
  ].toSorted();
}

/** What vanishes while it is looked at has nothing in it. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
