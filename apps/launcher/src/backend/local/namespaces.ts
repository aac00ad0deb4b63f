import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { BottleError } from "@claude-bottle/shared";
import type { Machine } from "./machine.ts";

const TRIAL = ["--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "/bin/true"];
const PATIENCE_MS = 10_000;

/** Settings of the kernel by which namespaces are forbidden to plain users, and the value that allows them. */
const SWITCHES = [
  { name: "kernel.unprivileged_userns_clone", forbids: "0", allows: "1" },
  { name: "kernel.apparmor_restrict_unprivileged_userns", forbids: "1", allows: "0" },
  { name: "user.max_user_namespaces", forbids: "0", allows: "15000" },
] as const;

/** The one command that allows what these settings (by name) forbid; null where none of them does. */
export function allowingCommand(settings: Readonly<Record<string, string>>): string | null {
  const forbidding = SWITCHES.find(({ name, forbids }) => settings[name] === forbids);
  return forbidding === undefined ? null : `sudo sysctl -w ${forbidding.name}=${forbidding.allows}`;
}

/** Makes every namespace that a bottle has, once, around nothing. @throws {BottleError} `engine-unreachable` with bubblewrap's words */
export async function tryNamespaces({ bubblewrap }: Machine): Promise<void> {
  try {
    await promisify(execFile)(bubblewrap, TRIAL, { timeout: PATIENCE_MS, env: {} });
  } catch (cause) {
    const words = cause instanceof Error && "stderr" in cause ? String(cause.stderr).trim() : String(cause);
    const command = allowingCommand(await readSwitches());
    throw new BottleError("engine-unreachable", `This machine makes no namespaces for bottles: ${words}`, {
      hint:
        command === null
          ? "Run it where user namespaces are allowed: not inside of another container"
          : `Allow them: ${command}`,
      cause,
    });
  }
}

async function readSwitches(): Promise<Record<string, string>> {
  const read = SWITCHES.map(async ({ name }) => {
    const text = await readFile(`/proc/sys/${name.replaceAll(".", "/")}`, "utf8").catch(() => "");
    return [name, text.trim()] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}
