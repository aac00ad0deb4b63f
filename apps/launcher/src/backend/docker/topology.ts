import type { Plan } from "../../core/plan.ts";

export type NetworkRole = "agent" | "proxy" | "egress";

/** Which networks a bottle has and who is on which; the last leg and the gate are the only parts with a way out. */
export interface Topology {
  networks: { role: NetworkRole; internal: boolean }[];
  pipelock: [NetworkRole, NetworkRole] | null;
  egressProxy: [NetworkRole, NetworkRole] | null;
  gitGate: [NetworkRole, NetworkRole] | null;
  supervise: [NetworkRole] | null;
}

/** The agent shares a network with its own proxy only, never with pipelock behind one. */
export function topology({ egress, git, ...plan }: Pick<Plan, "egress" | "git" | "supervise">): Topology {
  const agent = { role: "agent", internal: true } as const;
  const proxy = { role: "proxy", internal: true } as const;
  const way = { role: "egress", internal: false } as const;
  const gitGate: Topology["gitGate"] = git.length === 0 ? null : ["agent", "egress"];
  const supervise: Topology["supervise"] = plan.supervise ? ["agent"] : null;
  const beside = { gitGate, supervise };
  if (egress.interceptor === "pipelock") {
    return { networks: [agent, way], pipelock: ["agent", "egress"], egressProxy: null, ...beside };
  }
  if (!egress.pipelock) {
    return { networks: [agent, way], pipelock: null, egressProxy: ["agent", "egress"], ...beside };
  }
  return {
    networks: [agent, proxy, way],
    pipelock: ["proxy", "egress"],
    egressProxy: ["agent", "proxy"],
    ...beside,
  };
}
