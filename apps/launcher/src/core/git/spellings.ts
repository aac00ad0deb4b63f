import { type Addressed, entryOfUrl } from "./entry-of-url.ts";
import { repositoryPath } from "./git-url.ts";

/**
 * Every way to write an entry's upstream that nobody else's is meant by. Git compares them with the beginning of an
 * address, byte by byte, so that a trailing slash is covered by each and another case of the host by none but the manifest's.
 */
export function spellings<E extends Addressed & { url: string }>(entry: E, entries: readonly E[]): string[] {
  const { user, host, port, path } = entry.upstream;
  const bare = repositoryPath(path);
  const owner = bare.split("/")[0] ?? "";
  const ports = (usual: number): string[] => ["", `:${usual}`, ...(port === null ? [] : [`:${port}`])];
  const ats = (names: readonly (string | null)[]): string[] =>
    names.map((name) => (name === null ? "" : `${name}@`));
  const sshUsers = ats([user, "git", null]);
  const urls = (scheme: string, users: readonly string[], tails: readonly string[]): string[] =>
    users.flatMap((at) => tails.map((tail) => `${scheme}://${at}${host}${tail}`));
  // Relative to the user's home, unless it begins with a slash; a home of another user begins with a tilde
  const sshPaths = path.startsWith("/") ? [`/${bare}`] : [`/${bare}`, `/~/${bare}`];
  const sshTails = ports(22).flatMap((each) => sshPaths.map((sshPath) => `${each}${sshPath}`));
  const all = [
    ...urls("ssh", sshUsers, sshTails),
    ...urls("git+ssh", sshUsers, sshTails),
    ...sshUsers.flatMap((at) => [`${at}${host}:${bare}`, `${at}${host}:/${bare}`]),
    ...urls(
      "https",
      ats([null, "git", owner]),
      ports(443).map((each) => `${each}/${bare}`),
    ),
    ...urls("http", [""], [`/${bare}`, `:80/${bare}`]),
    ...urls("git", [""], [`/${bare}`, `:9418/${bare}`]),
  ].flatMap((each) => [each, `${each}.git`]);
  return [...new Set([entry.url, ...all])].filter((each) => entryOfUrl(each, entries) === entry);
}
