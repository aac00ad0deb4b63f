import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { BottleError } from "@claude-bottle/shared";
import { z } from "zod";
import { isMissing } from "./files.ts";

const LOCK = ".lock";
const INTERVAL_MS = 50;

/** A process, told from a later one of the same number by when it began (empty where the system does not say). */
const holderSchema = z.strictObject({ pid: z.int().positive(), began: z.string() });
type Holder = z.infer<typeof holderSchema>;

/** The living process that holds a bottle's state. */
export interface StateHolder {
  pid: number;
  /** Asks it to end as a terminal's Ctrl-C would, and waits; false: it still holds the state after so many milliseconds. */
  end(patienceMs: number): Promise<boolean>;
}

/**
 * Holds a bottle's state for this process until disposal, or until the process ends in whatever way.
 * @throws {BottleError} `name-taken` where another process holds it, `unknown-identity` where it is gone
 */
export async function holdState(path: string, identity: string): Promise<AsyncDisposable> {
  const lock = join(path, LOCK);
  const own = `${lock}.${randomUUID()}`;
  const text = JSON.stringify({ pid: process.pid, began: await beginning(process.pid) });
  try {
    await writeFile(own, text, { mode: 0o600 });
    for (;;) {
      if (await linked(own, lock)) break;
      const found = await readText(lock);
      if (found === null) continue;
      const holder = await living(found);
      if (holder !== null) throw held(identity, holder.pid);
      await setAside(lock, own, found);
    }
  } catch (error) {
    if (isMissing(error))
      throw new BottleError("unknown-identity", `The state of "${identity}" is gone`, { cause: error });
    throw error;
  } finally {
    await rm(own, { force: true });
  }
  return { [Symbol.asyncDispose]: () => rm(lock, { force: true }) };
}

/** Who holds a bottle's state now; null: nobody. */
export async function stateHolder(path: string): Promise<StateHolder | null> {
  const lock = join(path, LOCK);
  const current = async (): Promise<Holder | null> => {
    const text = await readText(lock);
    return text === null ? null : living(text);
  };
  const holder = await current();
  if (holder === null) return null;
  return {
    pid: holder.pid,
    async end(patienceMs) {
      process.kill(holder.pid, "SIGTERM");
      const late = AbortSignal.timeout(patienceMs);
      while ((await current())?.pid === holder.pid) {
        if (late.aborted) return false;
        await delay(INTERVAL_MS);
      }
      return true;
    },
  };
}

/** Whether whoever held a bottle's state was killed: others let go of it. */
export async function isAbandoned(path: string): Promise<boolean> {
  const text = await readText(join(path, LOCK));
  return text !== null && (await living(text)) === null;
}

/** Those of these states that no living process holds. */
export async function unheld<T extends { path: string }>(states: readonly T[]): Promise<T[]> {
  const holders = await Promise.all(states.map(({ path }) => stateHolder(path)));
  return states.filter((_, index) => holders[index] === null);
}

function held(identity: string, pid: number): BottleError {
  return new BottleError(
    "name-taken",
    `Another claude-bottle (process ${pid}) has "${identity}" in its hands`,
    {
      hint: `Go on in its terminal, or end it with claude-bottle stop ${identity}`,
    },
  );
}

/** A link is there with its whole content or not at all. */
async function linked(own: string, lock: string): Promise<boolean> {
  return await link(own, lock).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
      throw error;
    },
  );
}

/** Takes a dead process's lock away; one that a living process put there meanwhile is put back. */
async function setAside(lock: string, own: string, dead: string): Promise<void> {
  const aside = `${own}.dead`;
  await rename(lock, aside).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
  const taken = await readText(aside);
  if (taken !== null && taken !== dead) await linked(aside, lock);
  await rm(aside, { force: true });
}

async function readText(path: string): Promise<string | null> {
  return await readFile(path, "utf8").catch((error: unknown) => {
    if (isMissing(error)) return null;
    throw error;
  });
}

async function living(text: string): Promise<Holder | null> {
  let holder: Holder;
  try {
    holder = holderSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return null;
  }
  return (await beginning(holder.pid)) === holder.began ? holder : null;
}

/**
 * Field 22 of `/proc/<pid>/stat` (proc_pid_stat(5)): clock ticks between the machine's start and the process's; `ended`
 * for a process that only waits to be reaped.
 */
async function beginning(pid: number): Promise<string> {
  const text = (await readText(`/proc/${pid}/stat`).catch(() => null)) ?? "";
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? "ended" : (fields[19] ?? "");
}
