import {
  type Bottle,
  expandHome,
  parseHostKey,
  type PushRules,
  type Upstream,
} from "@claude-bottle/manifest";
import { BottleError } from "@claude-bottle/shared";

/** What the gate authenticates with at the upstream; `slot` numbers the plan's references. */
type GitCredential = { kind: "key"; path: string } | { kind: "token"; token_ref: string; slot: number };

/** A remote that the gate serves and forwards to, every name and path of it resolved. */
export interface PlannedGit {
  name: string;
  /** As the manifest has it; there is no credential in it. */
  url: string;
  upstream: Upstream;
  /** null: the upstream is asked without one. */
  credential: GitCredential | null;
  /** null: an https upstream, or one over ssh that the gate will refuse to speak to. */
  hostKey: { line: string; type: string; fingerprint: string } | null;
  /** Host name → address. */
  extraHosts: Record<string, string>;
  /** null: the remote is only fetched from. */
  push: PushRules | null;
}

interface GitFacts {
  userHome: string;
  /** References that have a slot already: those of the routes. */
  slots: readonly string[];
  fingerprint: (blob: Uint8Array) => string;
}

/** The bottle's git entries, and all slots; a reference that a route has too shares its slot. */
export function plannedGit(
  { git }: Pick<Bottle, "git">,
  facts: GitFacts,
): { git: PlannedGit[]; slots: string[] } {
  const slots = [...facts.slots];
  const credential = (entry: Bottle["git"][number]): GitCredential | null => {
    if (entry.identityFile !== null)
      return { kind: "key", path: expandHome(entry.identityFile, facts.userHome) };
    if (entry.tokenRef === null) return null;
    const known = slots.indexOf(entry.tokenRef);
    return {
      kind: "token",
      token_ref: entry.tokenRef,
      slot: known === -1 ? slots.push(entry.tokenRef) - 1 : known,
    };
  };
  const planned = git.map((entry) => ({
    name: entry.name,
    url: entry.url,
    upstream: entry.upstream,
    credential: credential(entry),
    hostKey: entry.knownHostKey === null ? null : hostKey(entry.knownHostKey, facts.fingerprint),
    extraHosts: entry.extraHosts,
    push: entry.push,
  }));
  return { git: planned, slots };
}

function hostKey(text: string, fingerprint: GitFacts["fingerprint"]): NonNullable<PlannedGit["hostKey"]> {
  const read = parseHostKey(text);
  if (typeof read === "string") throw new BottleError("internal", `A host key was let through: ${read}`);
  const { type, blob } = read;
  return { line: `${type} ${Buffer.from(blob).toString("base64")}`, type, fingerprint: fingerprint(blob) };
}
