import { type EgressConfig, type EgressStdin, egressStdinSchema } from "@claude-bottle/policy";
import type { Plan } from "../core/plan.ts";
import { proxyRoutes } from "../core/proxy-routes.ts";
import type { Secrets } from "./backend.ts";

/** How egress-proxy leaves: through a pipelock at this address, or by itself. */
export type Upstream = EgressConfig["upstream"];

/** Where it stands: what the backend decides. */
type EgressPlace = Pick<EgressConfig, "upstream" | "listen" | "control">;

/** What egress-proxy is told over its stdin: the plan's rules, and the values that it holds for the agent. */
export function egressDocument(
  plan: Plan,
  secrets: Secrets,
  { upstream, listen, control }: EgressPlace,
): EgressStdin {
  const known = [...secrets.env].map(([name, secret]) => ({ name, value: secret.reveal() }));
  return egressStdinSchema.parse({
    config: {
      version: 1,
      identity: plan.identity,
      listen,
      control,
      allowlist: plan.egress.hosts,
      routes: proxyRoutes(plan.routes),
      dlp_action: plan.egress.dlpAction,
      upstream,
      private_hosts: plan.network.privateHosts,
      extra_roots: plan.network.extraRoots,
    },
    slots: secrets.slots.slice(0, slotsOfRoutes(plan)).map((secret, slot) => ({
      name: plan.slots[slot] ?? secret.name,
      value: secret.reveal(),
    })),
    // An empty value is in every text
    known: known.filter(({ value }) => value !== ""),
  });
}

/** The slots after these belong to git entries, and their values to the gate alone. */
function slotsOfRoutes({ routes }: Plan): number {
  return Math.max(0, ...routes.map(({ auth }) => (auth === null ? 0 : auth.slot + 1)));
}
