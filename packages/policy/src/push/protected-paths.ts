/** A commit that the upstream does not have. */
export interface NewCommit {
  id: string;
  parents: readonly string[];
}

/** Id of the object that a commit (or other tree-ish) has at a path; null: it has none there. */
export type EntryOf = (commit: string, path: string) => string | null;

export interface Touch {
  path: string;
  commit: string;
}

/** A protected path as git spells it in a tree: no `./`, no doubled and no final slash. */
export function treePath(path: string): string {
  return path
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .join("/");
}

/**
 * Where new commits change a path. What a commit shares with any of its parents it has not changed, so that merging
 * the upstream's own changes is none; a merge that is unlike all of its parents is one.
 */
export function touchesOfCommits(
  paths: readonly string[],
  commits: readonly NewCommit[],
  entryOf: EntryOf,
): Touch[] {
  const isTouched = ({ id, parents }: NewCommit, path: string): boolean => {
    const entry = entryOf(id, path);
    if (parents.length === 0) return entry !== null;
    return parents.every((parent) => entryOf(parent, path) !== entry);
  };
  return paths.flatMap((path) =>
    commits.filter((commit) => isTouched(commit, path)).map(({ id }) => ({ path, commit: id })),
  );
}

export interface Move {
  old: string;
  new: string;
}

/** A branch of the upstream, and where it and the moved ref last met; null: nowhere. */
export interface Tip {
  id: string;
  base: string | null;
}

/**
 * Paths that moving a ref changes although no new commit does, as a merge that keeps an old state of them would. The new
 * value may have what the old one has, or what a branch of the upstream has made of that since.
 */
export function touchesOfMove(
  paths: readonly string[],
  { move, tips }: { move: Move; tips: readonly Tip[] },
  entryOf: EntryOf,
): string[] {
  return paths.filter((path) => {
    const [old, entry] = [entryOf(move.old, path), entryOf(move.new, path)];
    const isFrom = ({ id, base }: Tip): boolean =>
      base !== null && entryOf(base, path) === old && entryOf(id, path) === entry;
    return entry !== old && !tips.some(isFrom);
  });
}
