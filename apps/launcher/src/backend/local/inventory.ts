import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { bottleNames, identityPattern } from "@claude-bottle/shared";
import type { Leftover, RunningBottle } from "../backend.ts";
import { readFacts } from "./bottle-facts.ts";
import { removeAll } from "./files.ts";
import { endProcesses, type NamedProcess, namedProcesses } from "./processes.ts";
import { runPaths } from "./run-paths.ts";

const namesOf = (identity: string): string[] => {
  const { agent, sidecar } = bottleNames(identity);
  return [agent, ...Object.values(sidecar)];
};

/** Every bottle that has a run directory, whatever became of it; the directory is the last thing to go. */
async function identities(runs: string): Promise<string[]> {
  const found = await readdir(runs).catch(() => []);
  return found.filter((name) => identityPattern.test(name)).toSorted();
}

async function processesOf(all: readonly string[]): Promise<Map<string, NamedProcess[]>> {
  const owner = new Map(all.flatMap((identity) => namesOf(identity).map((name) => [name, identity])));
  const found = all.length === 0 ? [] : namedProcesses((name) => owner.has(name));
  return Map.groupBy(found, ({ name }) => owner.get(name) ?? "");
}

/** The bottles whose agent runs. */
export async function runningBottles(runs: string): Promise<RunningBottle[]> {
  const all = await identities(runs);
  const processes = await processesOf(all);
  const bottles = all.map(async (identity) => {
    const facts = await readFacts(runPaths(runs, identity).facts);
    const parts = new Set((processes.get(identity) ?? []).map(({ name }) => name));
    if (facts === null || !parts.has(bottleNames(identity).agent)) return [];
    return [{ ...facts, parts: [...parts].toSorted().map((name) => ({ name, state: "running" })) }];
  });
  return (await Promise.all(bottles)).flat();
}

/** Everything of ours on this machine, in an order in which it can be removed. */
export async function leftovers(runs: string): Promise<Leftover[]> {
  const all = await identities(runs);
  const processes = await processesOf(all);
  const running = all.flatMap((identity) =>
    [...new Set((processes.get(identity) ?? []).map(({ name }) => name))].map((name): Leftover => ({
      kind: "process",
      id: name,
      name,
      identity,
      state: "running",
    })),
  );
  const directories = all.map((identity): Leftover => {
    const path = runPaths(runs, identity).directory;
    return { kind: "directory", id: path, name: path, identity, state: "present" };
  });
  return [...running, ...directories];
}

export async function removeLeftover({ kind, id }: Leftover): Promise<void> {
  if (kind === "directory") await removeAll(id);
  else await endProcesses((name) => name === id);
}

/** Ends and removes everything of one bottle; false when there is nothing of it. */
export async function removeBottle(runs: string, identity: string): Promise<void> {
  const names = new Set(namesOf(identity));
  await endProcesses((name) => names.has(name));
  await removeAll(runPaths(runs, identity).directory);
}

/** Which of these names a process has, or a directory that a bottle of that name would live from. */
export async function takenNames(runs: string, names: readonly string[]): Promise<string[]> {
  const wanted = new Set(names);
  const present = new Set(namedProcesses((name) => wanted.has(name)).map(({ name }) => name));
  for (const identity of await identities(runs)) present.add(bottleNames(identity).agent);
  return names.filter((name) => present.has(name));
}

export async function isThere(runs: string, identity: string): Promise<boolean> {
  if (!identityPattern.test(identity)) return false;
  return await stat(join(runs, identity)).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
