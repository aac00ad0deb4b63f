import {
  touchesOfCommits,
  touchesOfMove,
  treePath,
  type EntryOf,
  type NewCommit,
  type Tip,
  type RefChange,
} from "@claude-bottle/policy";
import type { Command } from "../core/command-list.ts";
import { printable } from "../core/printable.ts";
import type { RepositoryView } from "./git-stream.ts";
import { runGit } from "./run-git.ts";

/** Branches of the upstream that a moved ref is compared with. */
const MOST_BRANCHES = 200;

interface FactsOptions {
  view: RepositoryView;
  /** Protected paths, as the manifest has them. */
  protect: readonly string[];
  timeout: number;
}

type Ask = (args: readonly string[], input?: string) => Promise<string>;

/** What a push does to each ref, as the rules want to know it. Rejects when git cannot say. */
export async function pushFacts(commands: readonly Command[], options: FactsOptions): Promise<RefChange[]> {
  const paths = [...new Set(options.protect.map(treePath))].filter((path) => path !== "");
  const touched =
    paths.length === 0 ? new Map<string, string[]>() : await touchedPaths(commands, paths, options);
  const changes: RefChange[] = [];
  for (const command of commands)
    changes.push({
      ref: command.ref,
      kind: await kindOf(command, options),
      touched: touched.get(command.ref) ?? [],
    });
  return changes;
}

async function kindOf(
  { old, new: next, ref }: Command,
  { view, timeout }: FactsOptions,
): Promise<RefChange["kind"]> {
  if (next === null) return "delete";
  if (old === null) return "create";
  if (ref.startsWith("refs/tags/")) return "force";
  // Of an old value that the mirror does not know, git says an error: that is no fast-forward either
  const args = ["merge-base", "--is-ancestor", old, next];
  const { code } = await runGit({ args, env: view.env, cwd: view.directory, timeout });
  return code === 0 ? "update" : "force";
}

async function touchedPaths(
  commands: readonly Command[],
  paths: readonly string[],
  { view, timeout }: FactsOptions,
): Promise<Map<string, string[]>> {
  const ask: Ask = async (args, input = "") => {
    const { code, stdout, stderr } = await runGit({
      args,
      env: view.env,
      cwd: view.directory,
      input,
      timeout,
    });
    if (code !== 0) throw new Error(`git could not say what is touched: ${printable(stderr)}`);
    return stdout;
  };
  const perRef = new Map<string, string[]>();
  for (const { ref, old, new: next } of commands) {
    if (next === null) continue;
    const commits = await newCommits(ask, next);
    const known = commits.flatMap(({ id, parents }) => [id, ...parents]);
    const changed = touchesOfCommits(paths, commits, await readEntries(ask, known, paths));
    const moved = old === null ? [] : await movedPaths(ask, { old, new: next }, paths);
    perRef.set(ref, [...new Set([...changed.map(({ path }) => path), ...moved])]);
  }
  return perRef;
}

async function movedPaths(
  ask: Ask,
  move: { old: string; new: string },
  paths: readonly string[],
): Promise<string[]> {
  const own = await readEntries(ask, [move.old, move.new], paths);
  const differing = touchesOfMove(paths, { move, tips: [] }, own);
  if (differing.length === 0) return [];
  const listed = await ask([
    "for-each-ref",
    "--format=%(objectname)",
    `--count=${MOST_BRANCHES}`,
    "refs/heads",
  ]);
  const tips: Tip[] = [];
  for (const id of new Set(listed.split("\n").filter((line) => line !== ""))) {
    // Without a common commit, git ends with an error
    const base = await ask(["merge-base", move.old, id]).then(idIn, () => null);
    tips.push({ id, base });
  }
  const all = [move.old, move.new, ...tips.flatMap(({ id, base }) => [id, ...(base === null ? [] : [base])])];
  return touchesOfMove(differing, { move, tips }, await readEntries(ask, all, differing));
}

async function newCommits(ask: Ask, tip: string): Promise<NewCommit[]> {
  const listed = await ask(["rev-list", "--parents", "--stdin", "--not", "--all"], `${tip}\n`);
  const lines = listed.split("\n").filter((line) => line !== "");
  return lines.map((line) => {
    const [id = "", ...parents] = line.split(" ");
    return { id, parents };
  });
}

async function readEntries(ask: Ask, commits: readonly string[], paths: readonly string[]): Promise<EntryOf> {
  const names = [...new Set(commits)].flatMap((commit) => paths.map((path) => `${commit}:${path}`));
  const answers = await ask(["cat-file", "--batch-check=%(objectname)"], `${names.join("\n")}\n`);
  const lines = answers.split("\n");
  // One answer a line, in order: an id, or the name with `missing` behind it
  const ids = new Map(names.map((name, index) => [name, idIn(lines[index] ?? "")]));
  return (commit, path) => ids.get(`${commit}:${path}`) ?? null;
}

const idIn = (text: string): string | null => (/^[0-9a-f]{40}\n?$/.test(text) ? text.trimEnd() : null);
