import { createAuthority } from "@claude-bottle/shared/x509";
import { pipelockLaunch, type PipelockLaunch } from "../pipelock/launch-spec.ts";
import { passthroughHosts } from "../pipelock/passthrough.ts";
import { type PipelockConfig, pipelockYaml } from "../pipelock/yaml.ts";
import type { Plan } from "../core/plan.ts";

const CA_DAYS = 30;

/** What a plan's pipelock is given, made new for each launch. */
export interface PipelockConfiguration {
  launch: PipelockLaunch;
  /** Certificate (PEM) of the authority that it signs with. */
  ca: string;
  /** Hosts whose TLS it relays untouched. */
  passthrough: string[];
}

/** `listen`: where it and its metrics do, which the backend decides. */
export function pipelockConfiguration(plan: Plan, listen: PipelockConfig["listen"]): PipelockConfiguration {
  const { certPem, keyPem } = createAuthority({
    commonName: `claude-bottle pipelock ${plan.identity}`,
    days: CA_DAYS,
    now: new Date(plan.startedAt),
  });
  const { hosts, inspect, dlpAction, interceptor } = plan.egress;
  const position = interceptor === "pipelock" ? "agents-proxy" : "behind-proxy";
  const passthrough = passthroughHosts({ position, hosts, inspect });
  const yaml = pipelockYaml({
    identity: plan.identity,
    hosts,
    dlpAction,
    position,
    passthrough,
    injectedHeaders: plan.routes.flatMap(({ auth }) => {
      if (auth === null) return [];
      return [auth.scheme.startsWith("header:") ? auth.scheme.slice("header:".length) : "Authorization"];
    }),
    privateHosts: plan.network.privateHosts,
    listen,
  });
  const { extraRoots } = plan.network;
  return {
    launch: pipelockLaunch({ yaml, authority: { certPem, keyPem }, extraRoots }),
    ca: certPem,
    passthrough,
  };
}
