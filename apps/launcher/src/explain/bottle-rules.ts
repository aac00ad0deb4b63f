import { type Bottle, effectiveAllowlist, usesEgressProxy } from "@claude-bottle/manifest";
import { compile, type EgressConfig, type Live } from "@claude-bottle/policy";
import { plannedRoutes } from "../core/make-plan.ts";
import { proxyRoutes } from "../core/proxy-routes.ts";
import { passthroughHosts } from "../pipelock/passthrough.ts";

/** What a bottle's sidecars hold against a request, loaded as they load it. */
export interface BottleRules {
  /** Null: pipelock is the agent's own proxy. */
  egressProxy: Live | null;
  /** Null: egress-proxy is the last leg. */
  pipelock: { hosts: string[]; passthrough: string[] } | null;
}

/** A bottle's rules without its credentials' values, which decide nothing here. */
export function bottleRules(bottle: Bottle, privateHosts: Readonly<Record<string, string>>): BottleRules {
  const hosts = effectiveAllowlist(bottle);
  const behind = usesEgressProxy(bottle);
  const pipelock = bottle.egress.pipelock
    ? {
        hosts,
        passthrough: passthroughHosts({
          position: behind ? "behind-proxy" : "agents-proxy",
          hosts,
          inspect: bottle.egress.inspect,
        }),
      }
    : null;
  if (!behind) return { egressProxy: null, pipelock };
  const { slots, routes } = plannedRoutes(bottle);
  const config: EgressConfig = {
    version: 1,
    identity: bottle.name,
    listen: { path: "/unused" },
    control: "/unused",
    allowlist: hosts,
    routes: proxyRoutes(routes),
    dlp_action: bottle.egress.dlpAction,
    upstream:
      pipelock === null
        ? { via: "direct" }
        : { via: "pipelock", host: "pipelock", port: 1, ca: "unused", passthrough: pipelock.passthrough },
    private_hosts: { ...privateHosts },
    extra_roots: [],
  };
  // `Basic` wants a user and a password; no header or URL of an explained request holds this
  const values = slots.map((name, slot) => ({ name, value: `unused-${slot}:unused-${slot}` }));
  return { egressProxy: compile(config, { slots: values, known: [] }), pipelock };
}
