import { existsSync } from "node:fs";
import { readdir, readlink, stat } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { BottleError } from "@claude-bottle/shared";
import type { Plan } from "../../core/plan.ts";
import type { Machine as Processor } from "./seccomp/filter-program.ts";
import { LOCAL_SHARE, SYSTEM_DIRECTORIES, type SystemFacts } from "./system-view.ts";

/** Nobody's number: no user of the machine, and none that it is likely to get. */
const NOBODY = 65_533;
/** Root starts the second of two bubblewraps from inside the first one's file system, which has the system's own directories. */
const SEARCHED = ["/usr/local/bin", "/usr/bin", "/bin"];

/** What this machine has for bottles without an engine. */
export interface Machine {
  bubblewrap: string;
  /** The Node that the parts of a bottle run on. */
  node: string;
  processor: Processor;
  system: SystemFacts;
  /** Whom root becomes for good before anything of a bottle runs; null: we are a plain user. */
  become: { uid: number; gid: number } | null;
}

/** The first of these directories' programs of that name. */
export function findProgram(name: string, directories: readonly string[]): string | null {
  return directories.map((directory) => join(directory, name)).find((path) => existsSync(path)) ?? null;
}

export const searchPath = (path: string): string[] => path.split(delimiter).filter((each) => each !== "");

/** @throws {BottleError} `engine-unreachable` with the one command that mends it */
export async function readMachine(): Promise<Machine> {
  const bubblewrap = findProgram("bwrap", SEARCHED);
  if (process.platform !== "linux" || bubblewrap === null) {
    throw new BottleError("engine-unreachable", "There is no bubblewrap (bwrap) on this machine", {
      hint: "Install it: apt-get install bubblewrap (or dnf install bubblewrap, pacman -S bubblewrap)",
    });
  }
  const { arch } = process;
  if (arch !== "x64" && arch !== "arm64") {
    throw new BottleError("engine-unreachable", `There is no filter for system calls of "${arch}"`, {
      hint: "Use an engine: --backend docker",
    });
  }
  return {
    bubblewrap,
    node: process.execPath,
    processor: arch,
    system: { links: await systemLinks(), localShare: await readdir(LOCAL_SHARE).catch(() => []) },
    become: process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : null,
  };
}

async function systemLinks(): Promise<SystemFacts["links"]> {
  const links = SYSTEM_DIRECTORIES.filter((path) => existsSync(path)).map(async (path) => {
    return [path, await readlink(path).catch(() => null)] as const;
  });
  return Object.fromEntries(await Promise.all(links));
}

/** The same for one plan: who owns a directory that is mounted has to be who writes to it. */
export async function machineFor({ mountCwd, cwd }: Pick<Plan, "mountCwd" | "cwd">): Promise<Machine> {
  const machine = await readMachine();
  if (!mountCwd || machine.become === null) return machine;
  const { uid, gid } = await stat(cwd);
  if (uid !== 0) return { ...machine, become: { uid, gid } };
  throw new BottleError("not-available", `"${cwd}" belongs to root, and no agent runs as root`, {
    hint: "Give the directory to a plain user (chown -R), start as that user, or give the agent a copy with --cwd",
  });
}
