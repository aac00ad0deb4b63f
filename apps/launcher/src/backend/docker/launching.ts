import { onUndo, type UnderWay } from "../launch-step.ts";
import { type Claimed, claim } from "./claim.ts";
import type { ContainerSpec, Engine } from "./engine-words.ts";
import type { NetworkRole } from "./topology.ts";

/** One launch under way. */
export interface Launching extends UnderWay {
  engine: Engine;
  /** Name of each network once it is there. */
  networks: Map<NetworkRole, string>;
}

/** Creates a container under the first free name and registers its undo. */
export async function createContainer(launching: Launching, spec: ContainerSpec): Promise<Claimed<string>> {
  const { engine } = launching;
  await launching.checkpoint(`create ${spec.name}`);
  const claimed = await claim(spec.name, async (name) => {
    const id = await engine.createContainer({ ...spec, name });
    onUndo(launching, `the container "${name}"`, () => engine.removeContainer(id));
    return id;
  });
  await launching.checkpoint(`created ${spec.name}`);
  return claimed;
}

export function networkName({ networks }: Launching, role: NetworkRole): string {
  const name = networks.get(role);
  if (name === undefined) throw new Error(`The ${role} network is not there yet`);
  return name;
}
