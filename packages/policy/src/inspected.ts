import type { Authority } from "./authority.ts";
import type { Live } from "./live.ts";
import { decodedFully } from "./readings.ts";
import { refuse, type Refusal } from "./refusal.ts";
import { expectedIssuer } from "./upstream-verdict.ts";

export interface InspectedRequest {
  authority: Authority;
  scheme: "https" | "http";
  query: string;
  isUpgrade: boolean;
}

/** What pipelock would break without a word where it reads the request itself; null where it does not. */
export function brokenByInspection(live: Live, request: InspectedRequest): Refusal | null {
  const { authority, scheme, query, isUpgrade } = request;
  const { host } = authority;
  if (live.config.upstream.via === "direct") return null;
  if (scheme === "https" && expectedIssuer(live, host) === "public") return null;
  const fix = scheme === "http" ? "Use https" : `Have the operator remove ${host} from egress.inspect`;
  if (isUpgrade)
    return refuse("upgrade", {
      what: `a WebSocket to ${host} cannot pass, since pipelock inspects that host`,
      fix,
      status: 403,
    });
  // it takes this parameter for its own and removes it
  const names =
    query === "" ? [] : query.split(/[&;]/).map((pair) => decodedFully(pair.split("=", 1)[0] ?? ""));
  if (!names.includes("agent")) return null;
  return refuse("pipelock", {
    what: `the query parameter agent would not reach ${host}, since pipelock inspects that host and removes it`,
    fix,
  });
}
