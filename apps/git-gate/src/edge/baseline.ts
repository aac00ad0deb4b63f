import type { Finding } from "../core/push-scanner.ts";
import { printable } from "../core/printable.ts";
import type { Command } from "../core/command-list.ts";
import { streamGit } from "./git-stream.ts";
import { splitBytes } from "./lines.ts";
import { runGit } from "./run-git.ts";
import { searchListed, type ListedSearch } from "./search-listed.ts";

/** More states of the upstream than this are not looked at. */
const MOST_TIPS = 20;
const BLOB = /^\d+ blob ([0-9a-f]{40})\t([^]+)$/;

export interface BaselineOptions extends Omit<ListedSearch, "listed"> {
  commands: readonly Command[];
}

/**
 * Fingerprints of what the upstream shows already: in the files of the commits that the push builds on, of the refs it
 * moves, and of the default branch. It is looked at only when a push holds findings. A search that does not come to its
 * end gives less, never more.
 */
export async function baseline(options: BaselineOptions): Promise<Set<string>> {
  const listed = filesOf(options, await statesBelow(options));
  const { findings } = await searchListed({ ...options, listed });
  return new Set(findings.map(({ fingerprint }: Finding) => fingerprint));
}

async function statesBelow({ view, commands, limits }: BaselineOptions): Promise<string[]> {
  const tips = commands.flatMap((command) => command.new ?? []);
  const run = { env: view.env, cwd: view.directory, timeout: limits.ask };
  const args = ["rev-list", "--boundary", "--stdin", "--not", "--all"];
  const { stdout } = await runGit({ args, input: `${tips.join("\n")}\n`, ...run });
  const boundary = stdout.split("\n").flatMap((line) => (line.startsWith("-") ? line.slice(1) : []));
  const head = await runGit({ args: ["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], ...run });
  const olds = commands.flatMap((command) => command.old ?? []);
  const all = [...olds, head.stdout.trim(), ...boundary].filter((id) => id !== "");
  return [...new Set(all)].slice(0, MOST_TIPS);
}

/** Every file of these states that was not found clean before, each once. */
async function* filesOf(
  { view, clean }: BaselineOptions,
  states: readonly string[],
): AsyncGenerator<string[]> {
  const seen = new Set<string>();
  for (const state of states) {
    using list = streamGit(view, ["ls-tree", "-r", "-z", "--full-tree", state]);
    list.stdin.end();
    for await (const lines of splitBytes(list.stdout, "\0")) {
      const objects: string[] = [];
      for (const line of lines) {
        const [, id = "", path = ""] = BLOB.exec(line) ?? [];
        // A line end in a path would end the question that it is asked in
        const object = `${id} ${path.replaceAll("\n", "?")}`;
        if (id === "" || seen.has(id) || clean.has(object)) continue;
        seen.add(id);
        objects.push(object);
      }
      if (objects.length > 0) yield objects;
    }
    const { code, stderr } = await list.ended;
    // Notes and tags of something else than a commit have no files
    if (code !== 0 && !stderr.includes("not a tree object"))
      throw new Error(`git could not list what the upstream has: ${printable(stderr)}`);
  }
}
