import type { Upstream } from "@claude-bottle/manifest";
import { type GitUrl, readGitUrl, repositoryPath } from "./git-url.ts";

/** What of a git entry decides whether an address means it. */
export interface Addressed {
  name: string;
  upstream: Upstream;
}

/**
 * The entry that an address means, or null. Who writes no port, or another transport, means the repository all the same:
 * nothing of the bottle's could be reached there but by the gate. Another port is another server.
 */
export function entryOfUrl<E extends Addressed>(url: string, entries: readonly E[]): E | null {
  const read = readGitUrl(url);
  if (read === null) return null;
  const same = entries.filter(({ upstream }) => isSameRepository(upstream, read));
  const exact = same.find(({ upstream }) => isSamePort(upstream, read));
  if (exact !== undefined) return exact;
  if (read.port !== null) return null;
  const usual = same.filter((entry) => portOf(entry) === null);
  const [only = null, ...more] = usual.length > 0 ? usual : same;
  return more.length === 0 ? only : null;
}

function isSameRepository(upstream: Upstream, { host, path }: GitUrl): boolean {
  return upstream.host === host && repositoryPath(upstream.path) === path;
}

function isSamePort(upstream: Upstream, { scheme, port }: GitUrl): boolean {
  return upstream.transport === scheme && portOf({ upstream }) === port;
}

/** null: the transport's own. */
function portOf({ upstream: { transport, port } }: Pick<Addressed, "upstream">): number | null {
  return port === (transport === "ssh" ? 22 : 443) ? null : port;
}
