import { hostMatches } from "@claude-bottle/manifest/egress";
import { type Addressed, entryOfUrl } from "./entry-of-url.ts";
import { repositoryPath } from "./git-url.ts";

const NEXT = Array.from("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

/**
 * Beginnings of addresses that go on where an entry's ends. Git takes a rule for `…/app` to mean `…/app-docs` too; a longer
 * rule that leaves `…/app-` as it is keeps that repository readable, on hosts that the agent may read from by itself.
 */
export function neighbours(entries: readonly Addressed[], readable: readonly string[]): string[] {
  return entries
    .filter(({ upstream }) => readable.some((pattern) => hostMatches(pattern, upstream.host)))
    .flatMap(({ upstream: { host, path } }) =>
      NEXT.map((character) => `https://${host}/${repositoryPath(path)}${character}`),
    )
    .filter((url) => entryOfUrl(url, entries) === null);
}
