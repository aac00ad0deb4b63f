import { hostMatches, type Route } from "@claude-bottle/manifest";
import { ignoresHeader } from "../pipelock/yaml.ts";
import type { Reach } from "./live-bottle.ts";

/** What pipelock, whose list of relayed hosts is fixed while it runs, makes of hosts that are opened now. */
export function inspectionWarnings(
  { egress, pipelock, allowlist }: Reach,
  routes: readonly Route[],
  opened: readonly string[],
): string[] {
  if (pipelock === null) return [];
  const upstream = egress?.config.upstream;
  const relayed = upstream?.via === "pipelock" ? upstream.passthrough : [];
  const isRelayed = (host: string): boolean => relayed.some((pattern) => hostMatches(pattern, host));
  const read = opened.filter((host) => !allowlist.includes(host) && !isRelayed(host));
  const scanned = routes.flatMap(({ host, auth }) => {
    const header = auth?.scheme.startsWith("header:") === true ? auth.scheme.slice("header:".length) : null;
    return header === null || isRelayed(host) || ignoresHeader(pipelock.running, header) ? [] : [header];
  });
  return [
    ...read.map(
      (host) =>
        `pipelock reads what goes to "${host}" until the bottle is started again: bodies are held, scanned slowly and cut off at 32 MiB.`,
    ),
    ...scanned.map(
      (header) =>
        `pipelock scans the header "${header}": it refuses a credential there that has a known form.`,
    ),
  ];
}
