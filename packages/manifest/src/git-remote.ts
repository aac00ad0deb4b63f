import { BottleError } from "@claude-bottle/shared";
import { quote } from "./quote.ts";
import type { GitEntry } from "./git.ts";
import { parseUpstream, type Upstream } from "./upstream.ts";

export interface PushRules {
  /** Globs of refs that may be pushed; null: all. */
  refs: string[] | null;
  force: boolean;
  delete: boolean;
  tags: boolean;
  /** Paths that a push may not touch. */
  protect: string[];
}

/** A git entry with its upstream taken apart and every default applied. */
export interface GitRemote {
  name: string;
  /** As written in the manifest. */
  url: string;
  upstream: Upstream;
  /** Path on the host, `~` not yet expanded. */
  identityFile: string | null;
  /** null: the gate refuses to fetch and to forward. */
  knownHostKey: string | null;
  tokenRef: string | null;
  /** Lower-case name → IP address. */
  extraHosts: Record<string, string>;
  /** null: the remote is only fetched from. */
  push: PushRules | null;
}

/** Takes an entry that the schema has let through. */
export function gitRemote(entry: GitEntry): GitRemote {
  const upstream = parseUpstream(entry.Upstream);
  if (upstream === null)
    throw new BottleError("internal", `Cannot read the Upstream of the git entry ${quote(entry.Name)}`);
  return {
    name: entry.Name,
    url: entry.Upstream,
    upstream,
    identityFile: entry.IdentityFile ?? null,
    knownHostKey: entry.KnownHostKey ?? null,
    tokenRef: entry.TokenRef ?? null,
    extraHosts: Object.fromEntries(
      Object.entries(entry.ExtraHosts ?? {}).map(([name, ip]) => [name.trim().toLowerCase(), ip]),
    ),
    push: pushRules(entry.Push ?? {}),
  };
}

function pushRules(push: NonNullable<GitEntry["Push"]>): PushRules | null {
  if (push.refs?.length === 0) return null;
  return {
    refs: push.refs ?? null,
    force: push.force ?? false,
    delete: push.delete ?? false,
    tags: push.tags ?? true,
    protect: push.protect ?? [],
  };
}
