import { type GateStdin, gateStdinSchema } from "@claude-bottle/policy";
import { sidecarPorts } from "@claude-bottle/shared";
import type { Plan } from "../../core/plan.ts";
import type { Secrets } from "../backend.ts";

/** Where the gate's mirrors lie inside its container: on a volume that ends with it. */
export const MIRRORS = "/var/lib/git-gate";
/** Where its control socket lies, and where its image's health check looks. */
const CONTROL = "/tmp/git-gate.sock";

/** What git-gate is told over its stdin: the plan's remotes with their rules, and the credentials that only it holds. */
export function gateDocument(plan: Plan, secrets: Secrets): GateStdin {
  const values = [...secrets.env.values(), ...secrets.slots];
  return gateStdinSchema.parse({
    config: {
      version: 1,
      identity: plan.identity,
      listen: { host: "0.0.0.0", port: sidecarPorts["git-gate"] },
      control: CONTROL,
      state: MIRRORS,
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
