import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { promisify } from "node:util";
import { BottleError } from "@claude-bottle/shared";
import type { Check } from "../backend.ts";
import type { LaunchParts } from "./launch.ts";
import { readMachine } from "./machine.ts";
import { tryNamespaces } from "./namespaces.ts";

/** Programs of util-linux that every bottle uses. */
const TOOLS = ["/usr/bin/prlimit", "/usr/bin/setpriv", "/usr/bin/script", "/usr/bin/stty"];

/** The version of bubblewrap, as it prints it. */
export async function bubblewrapVersion(bubblewrap: string): Promise<string> {
  return (await promisify(execFile)(bubblewrap, ["--version"])).stdout.trim();
}

/** The lines of `doctor` about bottles without an engine. */
export async function localChecks(parts: LaunchParts): Promise<Check[]> {
  const machine = await readMachine();
  const version = await bubblewrapVersion(machine.bubblewrap);
  const missing = TOOLS.filter((path) => !existsSync(path));
  const who = machine.become === null ? "plain user" : `root, which becomes number ${machine.become.uid}`;
  return [
    { name: "bubblewrap", ok: true, says: `${version} at ${machine.bubblewrap}`, mend: null },
    await checked("namespaces", `allowed (${who})`, () => tryNamespaces(machine)),
    {
      name: "tools",
      ok: missing.length === 0,
      says: missing.length === 0 ? "util-linux and coreutils are there" : `${missing.join(", ")} missing`,
      mend: missing.length === 0 ? null : "Install util-linux and coreutils",
    },
    {
      name: "claude",
      ok: true,
      says: (await parts.cli())?.file ?? "not on the search path: start needs a command after --",
      mend: null,
    },
    await checked("pipelock", "the binary is there", () => parts.pipelock()),
  ];
}

/** A failure is a line with its way out. */
async function checked(name: string, says: string, work: () => Promise<unknown>): Promise<Check> {
  try {
    await work();
    return { name, ok: true, says, mend: null };
  } catch (error) {
    if (!(error instanceof BottleError)) throw error;
    return { name, ok: false, says: error.message, mend: error.hint ?? null };
  }
}
