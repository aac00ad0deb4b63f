/** What a repository has: full ref name → object id. */
export type Refs = ReadonlyMap<string, string>;

export interface ListedRefs {
  refs: Refs;
  /** The branch that HEAD names; null: there is none, or it was not said. */
  head: string | null;
}

const MIRRORED = /^refs\/(?:heads|tags|notes)\//;

/** Reads what `git ls-remote --symref` prints. */
export function parseLsRemote(output: string): ListedRefs {
  const refs = new Map<string, string>();
  let head: string | null = null;
  for (const line of output.split("\n")) {
    const [value = "", ref = ""] = line.split("\t");
    if (value.startsWith("ref: ") && ref === "HEAD") head = value.slice(5);
    else if (MIRRORED.test(ref) && !ref.endsWith("^{}")) refs.set(ref, value);
  }
  return { refs, head };
}

/** Reads what `git for-each-ref --format='%(objectname) %(refname)'` prints. */
export function parseForEachRef(output: string): Refs {
  const lines = output.split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      const space = line.indexOf(" ");
      return [line.slice(space + 1), line.slice(0, space)];
    }),
  );
}

export function sameRefs(one: Refs, other: Refs): boolean {
  return one.size === other.size && [...one].every(([ref, id]) => other.get(ref) === id);
}
