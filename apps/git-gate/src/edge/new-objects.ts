import type { CleanObjects } from "../core/clean-objects.ts";
import { printable } from "../core/printable.ts";
import { streamGit, type RepositoryView } from "./git-stream.ts";
import { splitBytes } from "./lines.ts";
import type { ListedObject } from "./scan-listed.ts";
import { writeTo } from "./writable.ts";

/** More objects than a push may bring. */
export class TooManyObjects extends Error {}

/**
 * Everything that these objects lead to and the upstream does not have: that the mirror's refs do not lead to. What a
 * pack holds does not matter, nor what lies in the mirror without a ref: a second push could refer to it.
 * Oldest commits first, each followed by what it brings.
 */
export async function* newObjects(
  view: RepositoryView,
  tips: readonly string[],
  { clean, most }: { clean: CleanObjects; most: number },
): AsyncGenerator<ListedObject[]> {
  if (tips.length === 0) return;
  using list = streamGit(view, [
    "rev-list",
    "--objects",
    "--in-commit-order",
    "--reverse",
    "--stdin",
    "--not",
    "--all",
  ]);
  void writeTo(list.stdin, `${tips.join("\n")}\n`).then(() => list.stdin.end());
  let commit: string | null = null;
  let count = 0;
  for await (const lines of splitBytes(list.stdout, "\n")) {
    count += lines.length;
    if (count > most)
      throw new TooManyObjects(
        `it brings more than ${most} new objects: push it in parts, oldest commits first`,
      );
    const objects: ListedObject[] = [];
    for (const line of lines) {
      const space = line.indexOf(" ");
      if (space === -1) commit = line;
      const id = space === -1 ? line : line.slice(0, space);
      const path = space === -1 ? "" : line.slice(space + 1);
      const name = Buffer.from(path, "latin1").toString("utf8");
      if (!clean.has(id, name)) objects.push({ id, path, commit });
    }
    if (objects.length > 0) yield objects;
  }
  const { code, stderr } = await list.ended;
  if (code !== 0) throw new Error(`git could not list what is new: ${printable(stderr)}`);
}
