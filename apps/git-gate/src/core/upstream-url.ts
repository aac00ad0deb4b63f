import type { GateRemote } from "@claude-bottle/policy";

/** The upstream as git is to dial it; its port is never anyone else's. */
export function upstreamUrl({ upstream }: Pick<GateRemote, "upstream">): string {
  const { transport, user, host, port, path } = upstream;
  const at = user === null ? "" : `${user}@`;
  if (transport === "ssh" && !path.startsWith("/")) return `${at}${host}:${path}`;
  return `${transport}://${at}${host}${port === null ? "" : `:${port}`}${path}`;
}
