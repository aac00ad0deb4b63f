import { lstat, readFile, readdir, readlink, stat } from "node:fs/promises";
import { join } from "node:path";
import git from "isomorphic-git";
import { countAhead } from "../core/git/count-ahead.ts";
import type { Count, RepositoryFacts } from "../core/git/working-copy.ts";

/** How much of a repository is looked at; beyond it, counts are lower bounds. */
export interface ReadLimits {
  /** Paths of the last commit, the index and the directory together. */
  paths: number;
  commits: number;
  /** Of one file: packs are read whole. */
  bytes: number;
}

/** A state of the reading: facts so far, and what is still to come. */
export interface Reading {
  facts: RepositoryFacts;
  left: string[];
}

/** Paths that are looked at side by side. */
const AT_ONCE = 16;
/** The largest file whose content is compared, in bytes; a larger one that was touched counts as changed. */
const MOST_COMPARED = 16 * 1024 * 1024;

interface Repository {
  fs: git.PromiseFsClient;
  dir: string;
  /** Where isomorphic-git keeps the index and packs that it has read. */
  cache: object;
}

/**
 * Reads what is in the repository of a directory. It writes nothing, runs nothing of the repository's, and throws at
 * nothing that it finds there; after each part, `report` gets what is known until then.
 */
export async function readWorkingCopy(
  dir: string,
  limits: ReadLimits,
  report: (reading: Reading) => void,
): Promise<void> {
  const found = await lstat(join(dir, ".git")).catch(() => null);
  const kind = found === null ? "none" : found.isDirectory() ? "here" : "elsewhere";
  const facts: RepositoryFacts = {
    repository: kind,
    head: null,
    remotes: [],
    unpushed: null,
    changes: null,
    unread: [],
  };
  const refused = new Set<string>();
  const repository = { fs: readOnly(limits, refused), dir, cache: {} };
  const all: [string, () => Promise<void>][] = [
    ["branch", async () => void (facts.head = await readHead(repository))],
    ["remotes", async () => void (facts.remotes = await readRemotes(repository))],
    ["commits to push", async () => void (facts.unpushed = await readUnpushed(repository, facts, limits))],
    ["changes", async () => void (facts.changes = await readChanges(repository, facts, limits))],
  ];
  const parts = kind === "here" ? all : [];
  for (const [index, [what, read]] of parts.entries()) {
    report({ facts, left: parts.slice(index).map(([each]) => each) });
    refused.clear();
    // The library's own words may quote the content of a file, which a link can make any file of this machine
    await read().catch(() => facts.unread.push(`${what}: the repository is damaged or of an unknown kind`));
    for (const file of refused) facts.unread.push(`${what}: ${file} is no regular file, or too large`);
  }
  report({ facts, left: [] });
}

/** Pipes and devices would never end, and a pack of gigabytes would fill the memory. */
function readOnly(limits: ReadLimits, refused: Set<string>): git.PromiseFsClient {
  const refuse = async (): Promise<never> => {
    throw new Error("This file system is only read");
  };
  return {
    promises: {
      async readFile(path: string, options?: "utf8" | { encoding?: "utf8" }) {
        const found = await stat(path);
        if (found.isFile() && found.size <= limits.bytes) return await readFile(path, options ?? {});
        refused.add(path);
        throw new Error("This is not read");
      },
      readdir,
      stat,
      lstat,
      readlink,
      writeFile: refuse,
      mkdir: refuse,
      rmdir: refuse,
      unlink: refuse,
      symlink: refuse,
      chmod: refuse,
    },
  };
}

async function readHead(repository: Repository): Promise<RepositoryFacts["head"]> {
  const branch = (await git.currentBranch(repository)) ?? null;
  try {
    return { branch, commit: await git.resolveRef({ ...repository, ref: "HEAD" }) };
  } catch (error) {
    if (branch === null) throw error;
    const ref = `refs/heads/${branch}`;
    const isThere = await git.expandRef({ ...repository, ref }).then(Boolean, () => false);
    if (isThere) throw error;
    return { branch, commit: null };
  }
}

async function readRemotes(repository: Repository): Promise<RepositoryFacts["remotes"]> {
  const remotes: RepositoryFacts["remotes"] = [];
  for (const { remote: name } of await git.listRemotes(repository)) {
    const urls: unknown[] = [];
    for (const key of ["url", "pushurl"])
      urls.push(...(await git.getConfigAll({ ...repository, path: `remote.${name}.${key}` })));
    for (const url of new Set(urls)) if (typeof url === "string") remotes.push({ name, url });
  }
  return remotes;
}

async function readUnpushed(
  repository: Repository,
  { head, remotes }: RepositoryFacts,
  limits: ReadLimits,
): Promise<RepositoryFacts["unpushed"]> {
  if (head === null || head.commit === null) return null;
  const tracked = await trackingBranch(repository, head.branch, remotes);
  if (tracked === null) return { against: null };
  const read = async (oid: string) => {
    const found = await git.readCommit({ ...repository, oid }).catch((error: unknown) => {
      if (error instanceof git.Errors.NotFoundError) return null;
      throw error;
    });
    return found && { parents: found.commit.parent, time: found.commit.committer.timestamp };
  };
  const count = await countAhead({ mine: head.commit, theirs: tracked.commit }, read, limits.commits);
  return { against: tracked.name, ...count };
}

/** What the branch is configured to follow, or else the branch of its name at a remote. */
async function trackingBranch(
  repository: Repository,
  branch: string | null,
  remotes: RepositoryFacts["remotes"],
): Promise<{ name: string; commit: string } | null> {
  if (branch === null) return null;
  const setting = async (key: string): Promise<unknown> =>
    await git.getConfig({ ...repository, path: `branch.${branch}.${key}` });
  const [remote, merge] = [await setting("remote"), await setting("merge")];
  const names = ["origin", ...remotes.map(({ name }) => name)].map((name) => `${name}/${branch}`);
  if (typeof remote === "string" && typeof merge === "string")
    names.unshift(`${remote}/${merge.replace(/^refs\/heads\//, "")}`);
  for (const name of names) {
    const commit = await git.resolveRef({ ...repository, ref: `refs/remotes/${name}` }).catch(() => null);
    if (commit !== null) return { name, commit };
  }
  return null;
}

async function readChanges(
  repository: Repository,
  { head }: RepositoryFacts,
  limits: ReadLimits,
): Promise<Count | null> {
  if (head === null) return null;
  const { commit } = head;
  const seen: Count = { count: 0, atLeast: false };
  let left = limits.paths;
  await git.walk({
    ...repository,
    trees: [
      git.STAGE(),
      // Its default is to write what it has learnt into the index
      git.WORKDIR({ refresh: false }),
      ...(commit === null ? [] : [git.TREE({ ref: commit })]),
    ],
    async map(path, [stage = null, file = null, committed = null]) {
      left -= 1;
      if (left < 0) return null;
      if (path === ".") return true;
      const isNew = stage === null && committed === null;
      if (isNew && (await git.isIgnored({ ...repository, filepath: path }))) return null;
      const kinds = await Promise.all([stage, file, committed].map(async (entry) => await entry?.type()));
      if (kinds.includes("commit")) return null;
      if (!kinds.includes("blob")) return true;
      if (isNew || (await isChanged({ stage, file, committed }, commit !== null))) seen.count += 1;
      return true;
    },
    // A few at a time, so that a limit ends it
    async iterate(walk, children) {
      const all = [...children];
      const walked = [];
      while (all.length > 0 && left >= 0)
        walked.push(...(await Promise.all(all.splice(0, AT_ONCE).map(walk))));
      return walked;
    },
  });
  return { ...seen, atLeast: left < 0 };
}

type Entries = Record<"stage" | "file" | "committed", git.WalkerEntry | null>;

async function isChanged({ stage, file, committed }: Entries, hasCommit: boolean): Promise<boolean> {
  const staged = await idOf(stage);
  if (staged === null || (hasCommit && staged !== (await idOf(committed)))) return true;
  if (await isUntouched(stage, file)) return false;
  const isLarge = ((await file?.stat())?.size ?? 0) > MOST_COMPARED;
  return isLarge || staged !== (await idOf(file));
}

/** Whether a file is as it was when git last looked: its content need not be read. */
async function isUntouched(stage: git.WalkerEntry | null, file: git.WalkerEntry | null): Promise<boolean> {
  const [then, now] = [await stage?.stat(), await file?.stat()];
  if (then === undefined || now === undefined) return false;
  return (["size", "ino", "mtimeSeconds", "ctimeSeconds"] as const).every((key) => then[key] === now[key]);
}

/** null: there is no file of that name, or none that can be read. */
async function idOf(entry: git.WalkerEntry | null): Promise<string | null> {
  if (entry === null || (await entry.type()) !== "blob") return null;
  return (await entry.oid().catch(() => null)) ?? null;
}
