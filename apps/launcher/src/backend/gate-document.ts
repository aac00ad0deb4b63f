import { type GateConfig, type GateStdin, gateStdinSchema } from "@claude-bottle/policy";
import type { Plan } from "../core/plan.ts";
import type { Secrets } from "./backend.ts";

/** Where it stands: what the backend decides. */
type GatePlace = Pick<GateConfig, "listen" | "control" | "state">;

/** What git-gate is told over its stdin: the plan's remotes with their rules, and the credentials that only it holds. */
export function gateDocument(plan: Plan, secrets: Secrets, place: GatePlace): GateStdin {
  const values = [...secrets.env.values(), ...secrets.slots];
  return gateStdinSchema.parse({
    config: {
      version: 1,
      identity: plan.identity,
      ...place,
      remotes: plan.git.map(({ name, upstream, hostKey, extraHosts, push }) => ({
        name,
        upstream,
        known_host_key: hostKey?.line ?? null,
        extra_hosts: extraHosts,
        push,
      })),
      waivers: [],
      extra_roots: plan.network.extraRoots,
    },
    credentials: plan.git.flatMap(({ name, credential }) => {
      const secret = credential?.kind === "token" ? secrets.slots[credential.slot] : secrets.keys.get(name);
      return secret === undefined ? [] : [{ remote: name, value: secret.reveal() }];
    }),
    // An empty value is in every text
    known: values
      .filter((secret) => secret.reveal() !== "")
      .map((secret) => ({ name: secret.name, value: secret.reveal() })),
  });
}
