import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { identityPattern } from "@claude-bottle/shared";
import { isMissing } from "./files.ts";

/** A file of a decision that is being carried out, or the half of one. */
const CLAIM = /^\.?([^.]+)\.\d+\.json/;

/** Name of the directory → the identity that an entry of it belongs to; null: nobody's. */
const beside = {
  queue: (name: string): string | null => name,
  claims: (name: string): string | null => CLAIM.exec(name)?.[1] ?? null,
} as const satisfies Record<string, (name: string) => string | null>;

async function entries(home: string): Promise<{ identity: string; path: string }[]> {
  const lists = Object.entries(beside).map(async ([directory, identityIn]) => {
    const names = await readdir(join(home, directory)).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    return names.flatMap((name) => {
      const identity = identityIn(name);
      return identity !== null && identityPattern.test(identity)
        ? [{ identity, path: join(home, directory, name) }]
        : [];
    });
  });
  return (await Promise.all(lists)).flat();
}

/** What goes with the state of a bottle at `state/<identity>`: its queue, and what is left of its decisions. The audit stays. */
export async function besideState(path: string): Promise<string[]> {
  const found = await entries(dirname(dirname(path)));
  return found.filter(({ identity }) => identity === basename(path)).map((each) => each.path);
}

/** Every bottle of which a home has anything of that kind. */
export async function identitiesBeside(home: string): Promise<string[]> {
  return [...new Set((await entries(home)).map(({ identity }) => identity))];
}
