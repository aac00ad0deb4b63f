import { parseAuthority, parseHostHeader } from "@claude-bottle/policy";
import { pipelockEvent } from "../pipelock/log.ts";

/** Its rule that a host is not on the allowlist. */
const ALLOWLIST = "allowlist";

/** The hosts that pipelock's log says were refused for not being listed, each once. */
export function refusedHosts(lines: Iterable<string>): string[] {
  const hosts = new Set<string>();
  for (const line of lines) {
    const event = pipelockEvent(line);
    if (event?.event !== "blocked" || event.scanner !== ALLOWLIST) continue;
    const named = event.url === undefined ? null : /^http:\/\/([^/]*)/.exec(event.url);
    const at = named === null ? parseAuthority(event.target ?? "") : parseHostHeader(named[1] ?? "", 80);
    if (at !== null) hosts.add(at.host);
  }
  return [...hosts];
}
