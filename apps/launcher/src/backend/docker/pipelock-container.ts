import type { Plan } from "../../core/plan.ts";
import type { PipelockLaunch } from "../../pipelock/launch-spec.ts";
import type { ContainerSpec } from "./engine-words.ts";
import { containerLabels } from "./labels.ts";

/** Where pipelock lies in its image, as in the published one. */
export const EXECUTABLE = "/pipelock";
export const NAME = "pipelock";

/** One container of pipelock's image with its configuration mounted; what it runs and where it stands differ. */
export function pipelockContainer(
  plan: Plan,
  { image, launch }: { image: string; launch: PipelockLaunch },
  use: Pick<ContainerSpec, "command" | "network" | "extraHosts">,
): ContainerSpec {
  const { cpus, memoryBytes, pids } = launch.resources;
  return {
    name: plan.names.sidecar[NAME],
    image,
    entrypoint: [EXECUTABLE],
    user: `${launch.uid}:${launch.gid}`,
    environment: launch.env,
    labels: containerLabels(plan, NAME),
    dns: [],
    readOnlyRoot: true,
    tmpfs: {},
    binds: [],
    volumes: [{ name: plan.names.volume[NAME], target: launch.directory }],
    runtime: null,
    init: false,
    stdin: false,
    limits: { cpus, memory: memoryBytes, pids },
    ...use,
  };
}
