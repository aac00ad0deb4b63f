import type { Sidecar } from "@claude-bottle/shared";
import { claim } from "./claim.ts";
import { identityLabels } from "./labels.ts";
import { type Launching, networkName } from "./launching.ts";
import { onUndo } from "../launch-step.ts";
import { together } from "../together.ts";
import type { NetworkRole, Topology } from "./topology.ts";

export async function createNetworks(launching: Launching, { networks }: Topology): Promise<void> {
  const { engine, plan, checkpoint } = launching;
  const labels = identityLabels(plan);
  await together(launching.signal, () =>
    networks.map(async ({ role, internal }) => {
      await checkpoint(`network ${role}`);
      const { name } = await claim(plan.names.network[role], async (candidate) => {
        const id = await engine.createNetwork({ name: candidate, internal, labels });
        onUndo(launching, `the network "${candidate}"`, () => engine.removeNetwork(id));
      });
      launching.networks.set(role, name);
      await checkpoint(`network ${role} made`);
    }),
  );
}

/** Connects a created sidecar to its second network, and the last leg to the operator's own one. */
export async function connectFurther(
  launching: Launching,
  sidecar: { id: string; name: Sidecar; second: NetworkRole },
): Promise<void> {
  const { engine, plan } = launching;
  await engine.connect(networkName(launching, sidecar.second), sidecar.id, sidecar.name);
  if (sidecar.second === "egress" && plan.network.joinNetwork !== null) {
    await engine.connect(plan.network.joinNetwork, sidecar.id, `${sidecar.name}-${plan.identity}`);
  }
}
