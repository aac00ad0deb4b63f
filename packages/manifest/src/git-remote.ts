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
  /** null: the gate refuses to forward. */
  knownHostKey: string | null;
  tokenRef: string | null;
  /** Lower-case name → IP address. */
  extraHosts: Record<string, string>;
  push: PushRules;
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
    push: {
      refs: entry.Push?.refs ?? null,
      force: entry.Push?.force ?? false,
      delete: entry.Push?.delete ?? false,
      tags: entry.Push?.tags ?? true,
      protect: entry.Push?.protect ?? [],
    },
  };
}
