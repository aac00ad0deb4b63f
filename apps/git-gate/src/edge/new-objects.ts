import type { CleanObjects } from "../core/clean-objects.ts";
import { printable } from "../core/printable.ts";
import { streamGit, type RepositoryView } from "./git-stream.ts";
import { splitBytes } from "./lines.ts";
import { writeTo } from "./writable.ts";

/** More objects than a push may bring. */
export class TooManyObjects extends Error {}

/** Lines of `rev-list --objects` about everything that `tips` lead to and the mirror's refs do not. */
async function* listNew(
  view: RepositoryView,
  tips: readonly string[],
  order: readonly string[],
): AsyncGenerator<string[]> {
  // Else it writes each commit by itself
  const buffered = { ...view, env: { ...view.env, GIT_FLUSH: "0" } };
  using list = streamGit(buffered, ["rev-list", "--objects", ...order, "--stdin", "--not", "--all"]);
  void writeTo(list.stdin, `${tips.join("\n")}\n`).then(() => list.stdin.end());
  yield* splitBytes(list.stdout, "\n");
  const { code, stderr } = await list.ended;
  if (code !== 0) throw new Error(`git could not list what is new: ${printable(stderr)}`);
}

/**
 * Lists everything that these objects lead to and the upstream does not have: that the mirror's refs do not lead to. What a
 * pack holds does not matter, nor what lies in the mirror without a ref: a second push could refer to it.
 */
export async function* newObjects(
  view: RepositoryView,
  tips: readonly string[],
  { clean, most }: { clean: CleanObjects; most: number },
): AsyncGenerator<string[]> {
  if (tips.length === 0) return;
  let count = 0;
  for await (const lines of listNew(view, tips, [])) {
    count += lines.length;
    if (count > most)
      throw new TooManyObjects(
        `it brings more than ${most} new objects: push it in parts, oldest commits first`,
      );
    yield lines.filter((line) => !clean.has(line));
  }
}

/** The oldest new commit that brings each of these objects. Asked for findings alone: this order is slow to read in. */
export async function commitsOf(
  view: RepositoryView,
  tips: readonly string[],
  objects: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const commits = new Map<string, string>();
  if (objects.size === 0) return commits;
  let commit = "";
  for await (const lines of listNew(view, tips, ["--in-commit-order", "--reverse"]))
    for (const line of lines) {
      const space = line.indexOf(" ");
      // Commits alone have no space behind their id
      if (space === -1) commit = line;
      const id = space === -1 ? line : line.slice(0, space);
      if (objects.has(id) && commit !== "") commits.set(id, commit);
    }
  return commits;
}
