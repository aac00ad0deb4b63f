import type { Count } from "./working-copy.ts";

interface Commit {
  parents: readonly string[];
  /** Seconds since 1970. */
  time: number;
}

/** From which of the two a commit is reached. */
const MINE = 1;
const THEIRS = 2;

/**
 * How many commits `mine` leads to and `theirs` does not, latest first, until nothing is left that only `mine` leads to.
 * After `limit` commits the count so far is given. `read` gives null for a commit that is not there, as beyond the end of
 * a shallow clone.
 */
export async function countAhead(
  { mine, theirs }: { mine: string; theirs: string },
  read: (id: string) => Promise<Commit | null>,
  limit: number,
): Promise<Count> {
  const seen = new Map<string, { sides: number; commit: Commit | null }>();
  const queue = new Map<string, number>();
  const reach = async (id: string, sides: number): Promise<void> => {
    const known = seen.get(id) ?? { sides: 0, commit: await read(id) };
    if ((known.sides | sides) === known.sides) return;
    seen.set(id, { ...known, sides: known.sides | sides });
    if (known.commit !== null) queue.set(id, known.commit.time);
  };
  await reach(mine, MINE);
  await reach(theirs, THEIRS);
  const isMine = (id: string): boolean => seen.get(id)?.sides === MINE;
  while ([...queue.keys()].some(isMine) && seen.size <= limit) {
    const [latest] = [...queue].reduce((one, other) => (other[1] > one[1] ? other : one));
    queue.delete(latest);
    const at = seen.get(latest);
    for (const parent of at?.commit?.parents ?? []) await reach(parent, at?.sides ?? 0);
  }
  const count = [...seen.keys()].filter(isMine).length;
  return { count, atLeast: [...queue.keys()].some(isMine) };
}
