import { BottleError } from "@claude-bottle/shared";
import type { PipelockLaunch } from "../../pipelock/launch-spec.ts";
import { isStartup, pipelockEvent } from "../../pipelock/log.ts";
import type { Plan } from "../../core/plan.ts";
import { createContainer, type Launching, networkName } from "./launching.ts";
import { connectFurther } from "./networks.ts";
import type { CheckedPipelock } from "./pipelock-check.ts";
import { EXECUTABLE, NAME, pipelockContainer } from "./pipelock-container.ts";
import { runToEnd } from "./run-to-end.ts";
import { awaitLine } from "./sidecar-log.ts";
import type { NetworkRole } from "./topology.ts";

const HEALTH_PATIENCE_MS = 30_000;

export interface StartedPipelock {
  /** Certificate (PEM) of the authority that it signs with. */
  ca: string;
  /** Hosts whose TLS it relays untouched. */
  passthrough: string[];
  /** On the network that it shares with whoever uses it. */
  address: string;
  /** Resolves once it serves. */
  healthy: Promise<void>;
}

/** Starts pipelock with the configuration that it accepted. */
export async function startPipelock(
  launching: Launching,
  checked: CheckedPipelock,
  [first, second]: [NetworkRole, NetworkRole],
): Promise<StartedPipelock> {
  const { engine, plan, checkpoint, signal } = launching;
  const { launch } = checked;
  const network = networkName(launching, first);
  const { made: id } = await createContainer(
    launching,
    pipelockContainer(plan, checked, {
      command: launch.run,
      network: { name: network, alias: NAME },
      extraHosts: addressesOf(plan),
    }),
  );
  await connectFurther(launching, { id, name: NAME, second });
  await checkpoint("start pipelock");
  const output = await engine.attach(id);
  await engine.start(id);
  const healthy = awaitLine({
    name: NAME,
    output,
    signal,
    accept: (line) => {
      const event = pipelockEvent(line);
      return event !== null && isStartup(event) ? true : null;
    },
  }).then(() => confirmHealth(launching, id, launch));
  // Whoever waits for it sees the failure; until then it is no unhandled one
  healthy.catch(() => undefined);
  const { addresses } = await engine.inspect(id);
  const { ca, passthrough } = checked;
  return { ca, passthrough, address: addresses[network] ?? "", healthy };
}

/** pipelock resolves by itself: the operator's own names stand in its hosts file. */
function addressesOf({ network }: Plan): Record<string, string> {
  const entries = Object.entries(network.privateHosts);
  return Object.fromEntries(entries.map(([name, to]) => [name, to.replace(/:\d+$/, "")]));
}

/**
 * Its own health check, run in its container. It logs its start a moment before its port is open, so the question is put
 * again at once when it fails: the engine takes its time to put it.
 */
async function confirmHealth(
  { engine, signal }: Launching,
  id: string,
  launch: PipelockLaunch,
): Promise<void> {
  const question = {
    command: [EXECUTABLE, ...launch.health],
    user: `${launch.uid}:${launch.gid}`,
    environment: {},
    tty: false,
  };
  const late = AbortSignal.timeout(HEALTH_PATIENCE_MS);
  for (;;) {
    signal.throwIfAborted();
    const { status, words } = await runToEnd(engine, id, question);
    if (status === 0) return;
    if (late.aborted)
      throw new BottleError("sidecar-failed", `pipelock started but does not answer: ${words}`);
  }
}
