import { BottleError, IDENTITY_LABEL, sidecarPorts } from "@claude-bottle/shared";
import { readsStdin } from "../../provision/agent-command.ts";
import type { Bottle } from "../backend.ts";
import { heldBottle } from "../held-bottle.ts";
import { openRoot, provision, type ReadyAgent, startAgent } from "./agent.ts";
import { runInBackground } from "./background.ts";
import { startEgressProxy } from "./egress-sidecar.ts";
import type { Engine } from "./engine-words.ts";
import { startGitGate } from "./gate-sidecar.ts";
import type { BottleImages, ImagesFor } from "./images-for.ts";
import { type Launching } from "./launching.ts";
import { type Checkpoint, onUndo, step, type Order } from "../launch-step.ts";
import { createNetworks } from "./networks.ts";
import { checkPipelock, type CheckedPipelock } from "./pipelock-check.ts";
import { startPipelock } from "./pipelock-sidecar.ts";
import { runInAgent } from "./session.ts";
import { startSupervise } from "./supervise-sidecar.ts";
import { orAborted, together } from "../together.ts";
import { topology } from "./topology.ts";

/** What a launch works with besides the plan; `checkpoint` sees every step before it is taken. */
export interface LaunchParts {
  engine: Engine;
  images: ImagesFor;
  checkpoint: Checkpoint;
}

/** Carries the plan out; whatever fails on the way, everything made until then is removed again, last first. */
export async function launch(parts: LaunchParts, order: Order): Promise<Bottle> {
  await using undo = new AsyncDisposableStack();
  const launching: Launching & LaunchParts = { ...parts, ...order, undo, networks: new Map() };
  const { signal } = order;
  await step(launching, "Probe names", () => probe(launching));
  const images = await step(launching, "Images", () => orAborted(makeImages(launching), signal));
  const agent = await startParts(launching, images);
  await step(launching, "Provisioning", () => provision(launching, agent));
  signal.throwIfAborted();
  return bottleOf(launching, agent.container, undo.move());
}

/** The copy of the working directory is this bottle's own: it ends with it, also when its build was cut short. */
function makeImages(launching: Launching & LaunchParts): Promise<BottleImages> {
  const { plan, report, signal, engine } = launching;
  const making = launching.images(plan, report, signal);
  const tag = plan.names.derivedImage;
  if (plan.copyCwd) {
    onUndo(launching, `the image "${tag}"`, async () => {
      await making.catch(() => undefined);
      await engine.removeImage(tag);
    });
  }
  return making;
}

/** Makes the networks and starts what stands on them; pipelock's configuration is checked beside, for it needs none. */
async function startParts(launching: Launching, images: BottleImages): Promise<ReadyAgent> {
  const planned = topology(launching.plan);
  const [agent] = await together<ReadyAgent | null>(launching.signal, (signal) => {
    const within = { ...launching, signal };
    const checked = planned.pipelock === null ? null : checkPipelock(within, wanted(images.pipelock));
    const start = async (): Promise<ReadyAgent> => {
      await step(within, "Networks", () => createNetworks(within, planned));
      return step(within, "Sidecars", () => startSidecars(within, images, checked));
    };
    return [start(), ...(checked === null ? [] : [checked.then(() => null)])];
  });
  return wanted(agent ?? null);
}

/** Starts the sidecars; beside them, the agent's container is made ready up to what only they can say. */
async function startSidecars(
  launching: Launching,
  images: BottleImages,
  checked: Promise<CheckedPipelock> | null,
): Promise<ReadyAgent> {
  const {
    pipelock: pipelockLegs,
    egressProxy: egressLegs,
    gitGate: gateLegs,
    supervise: superviseLegs,
  } = topology(launching.plan);
  const ready: Partial<ReadyAgent> = {};
  await together<unknown>(launching.signal, (signal) => {
    const within = { ...launching, signal };
    const pipelock =
      checked === null || pipelockLegs === null
        ? null
        : checked.then((found) => startPipelock(within, found, pipelockLegs));
    const healthy = pipelock?.then((started) => started.healthy);
    const agent = async (): Promise<void> => {
      ready.container = await startAgent(within, images.agent);
      ready.root = await openRoot(within, ready.container);
    };
    const proxy = async (): Promise<void> => {
      if (egressLegs === null) {
        const { address, ca } = await wanted(pipelock);
        ready.proxy = { name: "pipelock", address, ca };
        return;
      }
      const upstream =
        pipelock === null
          ? Promise.resolve({ via: "direct" as const })
          : pipelock.then(({ address, ca, passthrough }) => ({
              via: "pipelock" as const,
              host: address,
              port: sidecarPorts.pipelock,
              ca,
              passthrough,
            }));
      // Its failure is pipelock's, which is reported as such
      upstream.catch(() => undefined);
      const image = wanted(images.egressProxy);
      const { address, ca } = await startEgressProxy(within, { image, legs: egressLegs, upstream });
      ready.proxy = { name: "egress-proxy", address, ca: await ca };
    };
    const gate =
      gateLegs === null
        ? null
        : startGitGate(within, { image: wanted(images.gitGate), legs: gateLegs }).then((address) => {
            ready.gate = address;
            return address;
          });
    const supervise =
      superviseLegs === null
        ? null
        : startSupervise(within, { image: wanted(images.supervise), legs: superviseLegs, gate }).then(
            (started) => void (ready.supervise = started),
          );
    return [proxy(), agent(), ...[gate, supervise, healthy ?? null].filter((each) => each !== null)];
  });
  const { container = null, root = null, proxy = null, gate = null, supervise = null } = ready;
  return { container: wanted(container), root: wanted(root), proxy: wanted(proxy), gate, supervise };
}

/** What the steps before have made whenever the plan needs it. */
function wanted<T>(part: T | null): T {
  if (part !== null) return part;
  throw new BottleError("internal", "A part that the plan needs was not made");
}

async function probe({ engine, plan }: Launching): Promise<void> {
  const { names } = plan;
  const all = [names.agent, names.sidecar, names.network, names.volume].flatMap((each) =>
    typeof each === "string" ? [each] : Object.values(each),
  );
  const taken = await engine.taken(all);
  if (taken.length === 0) return;
  throw new BottleError("name-taken", `The engine already has "${taken.join('", "')}"`, {
    hint: `Run \`claude-bottle cleanup\` to remove what carries the label ${IDENTITY_LABEL}`,
  });
}

function bottleOf(launching: Launching, container: string, held: AsyncDisposableStack): Bottle {
  const { engine, plan } = launching;
  return heldBottle(
    launching,
    {
      attach: (what, streams) => runInAgent(engine, { container, ...what, streams, stdin: readsStdin(plan) }),
      startInBackground: (what) => runInBackground(engine, { container, ...what }),
    },
    held,
  );
}
