import { BottleError } from "@claude-bottle/shared";
import type { LiveState } from "@claude-bottle/shared/contracts";
import type { Plan } from "../../core/plan.ts";
import { readsStdin } from "../../provision/agent-command.ts";
import type { Bottle } from "../backend.ts";
import { heldBottle } from "../held-bottle.ts";
import type { Upstream } from "../egress-document.ts";
import { together } from "../together.ts";
import { runInSandbox, startInSandbox } from "./command-session.ts";
import { startEgressProxy } from "./egress-sidecar.ts";
import { startGitGate } from "./gate-sidecar.ts";
import { type Launching } from "./launching.ts";
import { type Checkpoint, step, type Order } from "../launch-step.ts";
import type { Machine } from "./machine.ts";
import { furnishHome, provision } from "./provision-agent.ts";
import { makeRunDirectory } from "./run-directory.ts";
import { startPipelock, type StartedPipelock } from "./pipelock-sidecar.ts";
import { runPaths } from "./run-paths.ts";
import type { ClaudeProgram } from "./agent-sandbox.ts";
import { startSupervise } from "./supervise-sidecar.ts";
import { startAgent } from "./start-agent.ts";

/** What a launch works with besides the plan; `checkpoint` sees every step before it is taken. */
export interface LaunchParts {
  /** Directory of all bottles' run directories. */
  runs: string;
  /** Directory of the sidecars' compiled code. */
  compiled: string;
  /** Directory that holds `docker/` and `apps/<service>/dist/`. */
  assets: string;
  machine(plan: Plan): Promise<Machine>;
  cli(): Promise<ClaudeProgram | null>;
  /** Path of pipelock's own program. @throws {BottleError} `pipelock-unavailable` */
  pipelock: () => Promise<string>;
  taken(names: readonly string[]): Promise<string[]>;
  checkpoint: Checkpoint;
}

/** Carries the plan out; whatever fails on the way, everything made until then is removed again, last first. */
export async function launch(parts: LaunchParts, order: Order): Promise<Bottle> {
  await using undo = new AsyncDisposableStack();
  const { plan, signal } = order;
  const { assets, checkpoint } = parts;
  const launching: Launching = {
    ...order,
    checkpoint,
    undo,
    sandboxes: [],
    machine: await parts.machine(plan),
    cli: await parts.cli(),
    pipelock: plan.egress.pipelock ? await parts.pipelock() : null,
    paths: runPaths(parts.runs, plan.identity),
    compiled: parts.compiled,
  };
  await step(launching, "Probe names", () => probe(parts, plan));
  await step(launching, "Files", async () => {
    await makeRunDirectory(launching);
    await furnishHome(launching, assets);
  });
  const started = await step(launching, "Sidecars", () => startSidecars(launching, assets));
  await step(launching, "Provisioning", () => provision(launching, started));
  signal.throwIfAborted();
  return bottleOf(launching, undo.move());
}

/** What only the sidecars could say. */
interface Started {
  /** Of the authority that intercepts (PEM). */
  certificate: string;
  live: LiveState | null;
}

/** Starts the sidecars and, beside them, the agent's sandbox, which sleeps until a command comes. */
async function startSidecars(launching: Launching, assets: string): Promise<Started> {
  const { plan, signal } = launching;
  const started: Partial<Started> = {};
  await together<unknown>(signal, (inner) => {
    const within = { ...launching, signal: inner };
    const pipelock = plan.egress.pipelock ? startPipelock(within, assets) : null;
    const proxy = async (): Promise<void> => {
      started.certificate =
        plan.egress.interceptor === "pipelock" && pipelock !== null
          ? (await pipelock).ca
          : await startEgressProxy(within, { assets, upstream: upstreamOf(pipelock) });
    };
    const supervise = async (): Promise<void> => {
      started.live = await startSupervise(within, assets);
    };
    return [
      proxy(),
      startAgent(within, assets),
      ...(plan.git.length === 0 ? [] : [startGitGate(within, assets)]),
      ...(plan.supervise ? [supervise()] : []),
    ];
  });
  const { certificate, live = null } = started;
  if (certificate !== undefined) return { certificate, live };
  throw new BottleError("internal", "The agent's proxy has no certificate");
}

/** How egress-proxy leaves. */
async function upstreamOf(pipelock: Promise<StartedPipelock> | null): Promise<Upstream> {
  if (pipelock === null) return { via: "direct" };
  const { ca, passthrough, port } = await pipelock;
  return { via: "pipelock", host: "127.0.0.1", port, ca, passthrough };
}

async function probe(parts: LaunchParts, { names }: Plan): Promise<void> {
  const found = await parts.taken([names.agent, ...Object.values(names.sidecar)]);
  if (found.length === 0) return;
  throw new BottleError("name-taken", `There is "${found.join('", "')}" already`, {
    hint: "Run `claude-bottle cleanup` to remove what an earlier launch left",
  });
}

function bottleOf(launching: Launching, held: AsyncDisposableStack): Bottle {
  const { plan, paths, sandboxes } = launching;
  return heldBottle(
    launching,
    {
      attach: (what, streams) => runInSandbox(paths.commands, { ...what, streams, stdin: readsStdin(plan) }),
      startInBackground: (what) => startInSandbox(paths.commands, what),
      release() {
        for (const sandbox of sandboxes) sandbox.release();
      },
    },
    held,
  );
}
