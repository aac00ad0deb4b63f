import { sidecarPorts } from "@claude-bottle/shared";
import type { LiveState } from "@claude-bottle/shared/contracts";
import { liveState } from "../../core/live-state.ts";
import { makeQueue } from "../../host/queue-files.ts";
import { agentDockerfile } from "../../images/agent-dockerfile.ts";
import type { Launching } from "./launching.ts";
import { isReady, type Legs, SERVICE_USER, startSidecar } from "./start-sidecar.ts";
import { superviseDocument } from "../supervise-document.ts";

const PLACE = {
  listen: { host: "0.0.0.0", port: sidecarPorts.supervise },
  /** Where its image's health check looks. */
  control: "/tmp/supervise.sock",
  queue: "/queue",
};
const LIMITS = { cpus: 1, memory: 256 * 1024 * 1024, pids: 64 };

export interface StartedSupervise {
  /** On the agent's network, the only one that it is on. */
  address: string;
  /** What it was told is in force. */
  live: LiveState;
}

/**
 * Starts supervise over the bottle's queue, as the one whom the queue belongs to; resolves once it serves. It asks git-gate
 * by address: `gate` is awaited only when it is told its configuration; null: there is none.
 */
export async function startSupervise(
  launching: Launching,
  { image, legs, gate }: { image: string; legs: Legs; gate: Promise<string> | null },
): Promise<StartedSupervise> {
  const { plan, checkpoint } = launching;
  await checkpoint("queue");
  const user = await makeQueue(plan.queueDir, SERVICE_USER);
  const live = liveState(plan, await agentDockerfile(plan.dockerfile));
  const { address, configure } = await startSidecar(launching, {
    name: "supervise",
    image,
    legs,
    limits: LIMITS,
    scratch: "16m",
    user,
    binds: [{ source: plan.queueDir, target: PLACE.queue }],
  });
  const found = await gate;
  const url = found === null ? null : `http://${found}:${sidecarPorts["git-gate"]}`;
  await configure(superviseDocument(plan, live, { ...PLACE, gate: url }), isReady);
  return { address, live };
}
