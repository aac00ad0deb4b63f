import { BottleError, IDENTITY_LABEL } from "@claude-bottle/shared";
import type { Leftover, RunningBottle } from "../backend.ts";
import type { Engine, Labelled } from "./engine-words.ts";
import { readLabels } from "./labels.ts";

/** What the tag of an agent's image begins with. */
const OWN_IMAGE = "claude-bottle-agent-";

/** The bottles whose agent runs. */
export async function runningBottles(engine: Engine): Promise<RunningBottle[]> {
  const containers = await engine.containers(IDENTITY_LABEL);
  const agents = containers.filter(
    ({ labels, state }) => readLabels(labels).part === "agent" && state === "running",
  );
  return agents.map(({ labels }) => {
    const { identity, agent, bottle, cwd, startedAt } = readLabels(labels);
    const parts = containers
      .filter((each) => readLabels(each.labels).identity === identity)
      .map(({ name, state }) => ({ name, state }));
    return { identity, agent, bottle, cwd, startedAt, parts };
  });
}

/** Everything of ours that the engine holds, in an order in which it can be removed. */
export async function leftovers(engine: Engine, identity?: string): Promise<Leftover[]> {
  const label = identity === undefined ? IDENTITY_LABEL : `${IDENTITY_LABEL}=${identity}`;
  const [containers, networks, volumes, images] = await Promise.all([
    engine.containers(label),
    engine.networks(label),
    engine.volumes(label),
    engine.images(label),
  ]);
  const as = (kind: Leftover["kind"], found: Labelled[]): Leftover[] =>
    found.map(({ id, name, state, labels }) => ({
      kind,
      id,
      name,
      state,
      identity: readLabels(labels).identity,
    }));
  return [
    ...as("container", containers),
    ...as("network", networks),
    ...as("volume", volumes),
    ...as("image", images),
  ];
}

export function removeLeftover(engine: Engine, { kind, id, name }: Leftover): Promise<void> {
  switch (kind) {
    case "container":
      return engine.removeContainer(id);
    case "network":
      return engine.removeNetwork(id);
    case "volume":
      return engine.removeVolume(name);
    case "image":
      return engine.removeImage(name);
    case "process":
    case "directory":
      throw new BottleError("internal", `No engine holds the ${kind} "${name}"`);
  }
}

/** Removes everything of one bottle but an image of its own, which lasts as long as its state. */
export async function removeBottle(engine: Engine, identity: string): Promise<void> {
  for (const leftover of await leftovers(engine, identity)) {
    if (leftover.kind === "image" && leftover.name.startsWith(OWN_IMAGE)) continue;
    await removeLeftover(engine, leftover);
  }
}
