import type { Command } from "./command-list.ts";
import type { Refs } from "./listed-refs.ts";
import { printable } from "./printable.ts";

/** What became of one ref at the upstream. */
export type RefResult = { ok: true } | { ok: false; why: string };

/** Reads `git push --porcelain`: `<flag>\t<from>:<to>\t<summary> (<reason>)`. Refs that it does not name are unknown. */
export function parsePorcelain(output: string): Map<string, RefResult> {
  const results = new Map<string, RefResult>();
  for (const line of output.split("\n")) {
    const [flag = "", names = "", summary] = line.split("\t");
    if (summary === undefined) continue;
    const ref = names.slice(names.indexOf(":") + 1);
    const why = printable(/\((.*)\)$/.exec(summary)?.[1] ?? summary);
    results.set(ref, flag === "!" ? { ok: false, why } : { ok: true });
  }
  return results;
}

/** What a push whose result nobody reported became: only exactly what was asked counts as done. */
export function resultFrom(command: Command, upstream: Refs | null, why: string): RefResult {
  const isDone =
    upstream !== null && command.new !== command.old && (upstream.get(command.ref) ?? null) === command.new;
  return isDone ? { ok: true } : { ok: false, why };
}

/** In words that git's client explains to its user: https://git-scm.com/docs/git-push `fetch first`. */
export function reasonForClient(why: string): string {
  return printable(why === "stale info" ? "fetch first" : why);
}

const TELLING =
  /^(?:fatal|error|ssh|remote|Host key|Permission|kex_|Connection|.*(?:denied|timed out|refused|not authorized))/i;

/** The lines of git's and ssh's stderr that say why something failed. */
export function failureWords(stderr: string): string {
  const lines = stderr
    .split(/[\r\n]+/)
    .filter(
      (line) =>
        TELLING.test(line) && !/^(?:remote: *|fatal: Could not read from remote repository\.)$/.test(line),
    );
  return printable(lines.slice(0, 3).join("; "));
}
