import { entryOfUrl } from "./entry-of-url.ts";
import { showGitUrl } from "./git-url.ts";
import type { PlannedGit } from "./planned-git.ts";

/** A count that was ended by a limit is `atLeast`. */
export interface Count {
  count: number;
  atLeast: boolean;
}

/** What was found out about a repository without changing it; null: it could not be, and `unread` says why. */
export interface RepositoryFacts {
  /** `elsewhere`: `.git` only points to a repository in another place, as a worktree's or a submodule's does. */
  repository: "here" | "none" | "elsewhere";
  /** `branch` null: detached; `commit` null: nothing is committed on it yet. */
  head: { branch: string | null; commit: string | null } | null;
  /** `url` as configured: there may be a token in it. A remote that is pushed to elsewhere is there twice. */
  remotes: { name: string; url: string }[];
  /** Commits that the branch has and its remote-tracking branch has not; `against` null: there is no such branch. */
  unpushed: ({ against: string } & Count) | { against: null } | null;
  /** Files that differ from the last commit, ignored ones left out. */
  changes: Count | null;
  /** What could not be read, each a noun with its reason. */
  unread: string[];
}

/** The same with each remote matched to what the manifest declares, and nothing in it that may not be shown. */
export interface WorkingCopy extends Omit<RepositoryFacts, "remotes"> {
  remotes: { name: string; shown: { url: string; hidden: boolean }; entry: string | null }[];
}

/** An address with a token in it is led to no entry: it cannot be written where the agent's git would compare with it. */
export function workingCopy(facts: RepositoryFacts, git: readonly PlannedGit[]): WorkingCopy {
  return {
    ...facts,
    remotes: facts.remotes.map(({ name, url }) => {
      const shown = showGitUrl(url);
      return { name, shown, entry: shown.hidden ? null : (entryOfUrl(url, git)?.name ?? null) };
    }),
  };
}
