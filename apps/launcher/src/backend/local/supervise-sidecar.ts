import { join } from "node:path";
import { sidecarPorts } from "@claude-bottle/shared";
import type { LiveState } from "@claude-bottle/shared/contracts";
import { liveState } from "../../core/live-state.ts";
import { makeQueue } from "../../host/queue-files.ts";
import { agentDockerfile } from "../../images/agent-dockerfile.ts";
import { superviseDocument } from "../supervise-document.ts";
import { awaitLine } from "./await-line.ts";
import { withCompiledCode } from "./compiled-code.ts";
import { sidecarUser } from "./etc-files.ts";
import { giveAll } from "./files.ts";
import { CONTROL_SOCKET, FRONT_SOCKET, NODE, RELAY, RUN } from "./inside-paths.ts";
import type { RelaySettings } from "./inside/relay-settings.ts";
import { type Launching, startPart } from "./launching.ts";
import { makeSidecar } from "./run-directory.ts";
import type { Mount } from "./sandbox.ts";
import { sidecarSandbox } from "./sidecar-sandbox.ts";

const NAME = "supervise";
const PROCESSES = 64;
const QUEUE = "/queue";
const GATE_PORT = sidecarPorts["git-gate"];

/**
 * Starts supervise over the bottle's queue, on no network; resolves once it serves, with what it was told is in force. It
 * asks git-gate on a loopback of its own, which leads to the gate's socket.
 */
export async function startSupervise(launching: Launching, assets: string): Promise<LiveState> {
  const { plan, paths, machine, signal, checkpoint } = launching;
  await checkpoint("queue");
  await makeQueue(plan.queueDir, machine.become ?? sidecarUser);
  await giveAll(plan.queueDir, machine.become);
  await makeSidecar(launching, NAME);
  const gate = plan.git.length === 0 ? null : paths.sidecar("git-gate").front;
  const mounts: Mount[] = [
    { kind: "writable", source: plan.queueDir, target: QUEUE },
    { kind: "read-only", source: join(assets, "apps/launcher/dist/relay.mjs"), target: RELAY },
    ...(gate === null ? [] : [{ kind: "read-only" as const, source: gate, target: `${RUN}/git-gate` }]),
  ];
  const app = join(assets, "apps/supervise/dist");
  const plain = sidecarSandbox({
    ...launching,
    name: NAME,
    app,
    processes: PROCESSES,
    mounts,
    network: false,
  });
  const spec = await withCompiledCode(launching, plain, { name: NAME, app });
  const settings: RelaySettings = {
    ports:
      gate === null
        ? []
        : [{ host: "127.0.0.1", port: GATE_PORT, socket: `${RUN}/git-gate/${FRONT_SOCKET}` }],
    sockets: [],
    command: [...spec.command],
  };
  const live = liveState(plan, await agentDockerfile(plan.dockerfile));
  const document = superviseDocument(plan, live, {
    listen: { path: `${RUN}/front/${FRONT_SOCKET}` },
    control: `${RUN}/control/${CONTROL_SOCKET}`,
    queue: QUEUE,
    gate: gate === null ? null : `http://127.0.0.1:${GATE_PORT}`,
  });
  const relayed = { ...spec, command: [NODE, RELAY, JSON.stringify(settings)] };
  const started = await startPart(launching, relayed, { part: NAME, input: JSON.stringify(document) });
  await awaitLine(started, {
    part: NAME,
    signal,
    accept: (line) => (line.includes('"ready"') ? true : null),
  });
  return live;
}
