import { defaultAllowlist, hostMatches, type Route, routesFile } from "@claude-bottle/manifest";
import { checkRoutes, isOfHost, newCredentials } from "@claude-bottle/policy";
import { currentConfig } from "@claude-bottle/shared/contracts";
import { allowlistText, routesInForce, routesText } from "./in-force.ts";
import type { Reach } from "./live-bottle.ts";
import { inspectionWarnings } from "./inspection-warnings.ts";
import { type Proposed, refusedChange } from "./proposed.ts";
import { unifiedDiff } from "./unified-diff.ts";

const unique = (values: readonly string[]): string[] => [...new Set(values)];

/** Other routes, of a text that somebody wrote. @throws {BottleError} `config-invalid` */
export function proposeRoutes(reach: Reach, text: string): Proposed {
  if (reach.egress === null)
    throw refusedChange(
      "This bottle has no egress-proxy, which alone has routes",
      "Declare egress_proxy in its bottle and start it again",
    );
  const { routes, problems } = checkRoutes(currentConfig.routes, text);
  if (routes === null) throw refusedChange(problems.join("\n"), "Correct the named lines");
  const { slots } = reach.egress;
  const before = routesInForce(reach.egress);
  const credentials = newCredentials(routes, before);
  const unnamed = unique(credentials.map(({ reference }) => reference).filter((ref) => !slots.includes(ref)));
  const ofHost = credentials.find(({ reference }) => unnamed.includes(reference) && isOfHost(reference));
  if (ofHost !== undefined)
    throw refusedChange(
      `The token_ref "${ofHost.reference}" of "${ofHost.host}" reads a file or runs a command of this machine`,
      "Write it into the manifest of the bottle and start it again, or name a variable instead",
    );
  const moved = credentials
    .filter(({ reference }) => slots.includes(reference))
    .map(({ host, reference }) => `The credential "${reference}" would be sent to "${host}" too.`);
  const { allowlist, warnings } = allowlistFor(reach.allowlist, before, routes);
  const { diff } = proposeReach(reach, { routes, allowlist });
  return {
    target: { of: "reach", routes: routesFile(routes), allowlist },
    diff,
    nothing: "These routes were in force already.",
    warnings: [
      ...unnamed.map((ref) => `The credential "${ref}" is new to this bottle: no manifest named it.`),
      ...moved,
      ...warnings,
      ...inspectionWarnings(reach, routes, allowlist),
    ],
    mustType: unnamed,
  };
}

/** Other hosts; the routes stay. @throws {BottleError} `config-invalid` */
export function proposeAllowlist(reach: Reach, hosts: readonly string[]): Proposed {
  const allowlist = unique(hosts).toSorted();
  const routes = reach.egress === null ? null : routesInForce(reach.egress);
  const orphan = routes?.find(({ host }) => !allowlist.some((pattern) => hostMatches(pattern, host)));
  if (orphan !== undefined)
    throw refusedChange(
      `"${orphan.host}" has a route, which opens it, and is missing in the allowlist`,
      "Take its route out of the routes first",
    );
  return {
    target: { of: "reach", routes: routes === null ? null : routesFile(routes), allowlist },
    diff: proposeReach(reach, { routes, allowlist }).diff,
    nothing: "These hosts were open already.",
    warnings: inspectionWarnings(reach, routes ?? [], allowlist),
    mustType: [],
  };
}

function proposeReach(
  { egress, allowlist }: Reach,
  after: { routes: readonly Route[] | null; allowlist: readonly string[] },
): { diff: string } {
  const routes =
    egress === null || after.routes === null
      ? ""
      : unifiedDiff(currentConfig.routes, routesText(egress), routesFile(after.routes));
  const hosts = unifiedDiff(
    currentConfig.allowlist,
    allowlistText(allowlist),
    allowlistText(after.allowlist),
  );
  return { diff: routes + hosts };
}

/**
 * The hosts of new routes are opened. One whose route goes is closed with it: without the route's rules it would be more
 * open than before.
 */
function allowlistFor(
  hosts: readonly string[],
  before: readonly Route[],
  after: readonly Route[],
): { allowlist: string[]; warnings: string[] } {
  const kept = new Set(after.map(({ host }) => host));
  const gone = before.filter(({ host }) => !kept.has(host)).map(({ host }) => host);
  const always: readonly string[] = defaultAllowlist;
  const allowlist = unique([
    ...hosts.filter((host) => !gone.includes(host) || always.includes(host)),
    ...kept,
  ]).toSorted();
  const warnings = gone.flatMap((host) => {
    const by = allowlist.find((pattern) => hostMatches(pattern, host));
    return by === undefined
      ? []
      : [`"${host}" loses its route and stays open through "${by}", without the route's rules.`];
  });
  return { allowlist, warnings };
}
