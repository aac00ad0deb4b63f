import type { Sidecar } from "@claude-bottle/shared";
import type { ContainerSpec } from "./engine-words.ts";
import { containerLabels } from "./labels.ts";
import { createContainer, type Launching, networkName } from "./launching.ts";
import { connectFurther } from "./networks.ts";
import { awaitLine } from "./sidecar-log.ts";
import type { NetworkRole } from "./topology.ts";

/** Nobody's number; the user of our services' images. */
export const SERVICE_USER = { uid: 65_532, gid: 65_532 };

/** The agent's network, or another one that it is met on, and the way out where it has one. */
export type Legs = [NetworkRole] | [NetworkRole, NetworkRole];

/** One service of ours, as far as it differs from the others. */
export interface SidecarSpec {
  name: Sidecar;
  image: string;
  legs: Legs;
  limits: ContainerSpec["limits"];
  /** Of `/tmp`, which holds its control socket. */
  scratch: `${number}m`;
  user?: { uid: number; gid: number };
  volumes?: ContainerSpec["volumes"];
  binds?: ContainerSpec["binds"];
}

export interface StartedSidecar {
  /** On the first of its networks. */
  address: string;
  /**
   * Hands over its document, the one thing that it is ever told over stdin, and reads its log up to the line that
   * `accept` gives a value for. Called once.
   */
  configure: <T>(document: unknown, accept: (line: string) => T | null) => Promise<T>;
  /** Gives up before it was configured. */
  abandon: () => void;
}

/** Starts one of our services, which waits for its document then. */
export async function startSidecar(launching: Launching, spec: SidecarSpec): Promise<StartedSidecar> {
  const { engine, plan, checkpoint, signal } = launching;
  const { name, image, legs, limits, scratch, user = SERVICE_USER, volumes = [], binds = [] } = spec;
  const [first, second] = legs;
  const network = networkName(launching, first);
  const { made: id } = await createContainer(launching, {
    name: plan.names.sidecar[name],
    image,
    user: `${user.uid}:${user.gid}`,
    environment: {},
    labels: containerLabels(plan, name),
    network: { name: network, alias: name },
    extraHosts: {},
    dns: [],
    readOnlyRoot: true,
    tmpfs: { "/tmp": `rw,noexec,nosuid,nodev,size=${scratch},mode=1777` },
    volumes,
    binds,
    runtime: null,
    init: true,
    stdin: true,
    limits,
  });
  if (second !== undefined) await connectFurther(launching, { id, name, second });
  await checkpoint(`start ${name}`);
  const output = await engine.attach(id);
  await engine.start(id);
  const { addresses } = await engine.inspect(id);
  return {
    address: addresses[network] ?? "",
    configure: async (document, accept) => {
      await checkpoint(`configure ${name}`);
      output.end(JSON.stringify(document));
      return awaitLine({ name, output, signal, accept });
    },
    abandon: () => void output.destroy(),
  };
}

/** For a service that has nothing to say but that it serves. */
export const isReady = (line: string): true | null => (line.includes('"ready"') ? true : null);
