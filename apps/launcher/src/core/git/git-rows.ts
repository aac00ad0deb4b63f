import type { PushRules } from "@claude-bottle/manifest";
import { columns } from "../columns.ts";
import type { PlannedGit } from "./planned-git.ts";

/** What the agent can do with each remote, as rows under one label. */
export function gitRows(git: readonly PlannedGit[]): [string, string][] {
  const cells = git.flatMap((entry) =>
    remoteLines(entry).map((line, index) => [index === 0 ? entry.name : "", line]),
  );
  const lines = cells.length === 0 ? ["none"] : columns(cells);
  return lines.map((line, index) => [index === 0 ? "Git remotes" : "", line]);
}

function remoteLines({ url, upstream, credential, hostKey, extraHosts, push }: PlannedGit): string[] {
  const hosts = Object.entries(extraHosts).map(([name, address]) => `${name} is ${address}`);
  if (upstream.transport === "ssh" && hostKey === null)
    return [url, "no host key is pinned: the gate refuses to fetch and to push"];
  return [
    url,
    credentialText(credential),
    ...(hostKey === null ? [] : [`host key ${hostKey.type} ${hostKey.fingerprint}`]),
    ...(hosts.length === 0 ? [] : [hosts.join(", ")]),
    pushText(push),
  ];
}

function credentialText(credential: PlannedGit["credential"]): string {
  if (credential === null) return "without a credential";
  return credential.kind === "key"
    ? `with the key ${credential.path}`
    : `with a token from ${credential.token_ref}`;
}

/** The push rules of a remote in words. */
export function pushText(push: PushRules | null): string {
  if (push === null) return "fetch only: nothing may be pushed";
  const { refs, tags, protect } = push;
  const aboutTags = refs === null || refs.some((glob) => glob.startsWith("refs/tags/"));
  const what = refs === null ? "any ref" : refs.join(", ");
  const withTags = tags ? (aboutTags ? "" : " and tags") : " but no tags";
  return [
    `may push ${what}${withTags}`,
    push.force ? "rewrite history" : "no force",
    push.delete ? "delete refs" : "no deletion",
    ...(protect.length === 0 ? [] : [`nothing that changes ${protect.join(", ")}`]),
  ].join("; ");
}
