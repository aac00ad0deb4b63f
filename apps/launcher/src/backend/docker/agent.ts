import { X509Certificate } from "node:crypto";
import { BottleError, sidecarPorts } from "@claude-bottle/shared";
import type { Interceptor, Plan } from "../../core/plan.ts";
import { agentEnvironment } from "../../provision/agent-environment.ts";
import { agentUser } from "../../provision/agent-user.ts";
import { provisions } from "../../provision/provision.ts";
import { NO_RESOLVER, ROOT_SCRIPT, UNREACHABLE } from "../../provision/root-script.ts";
import { provisionArchive } from "./archive.ts";
import { frames } from "./demultiplex.ts";
import type { RunningExec } from "./engine-words.ts";
import { containerLabels } from "./labels.ts";
import { asRoot } from "./as-root.ts";
import { memoryOf } from "../memory-of.ts";
import { createContainer, type Launching, networkName } from "./launching.ts";
import { RUNSC } from "./runtime.ts";
import type { StartedSupervise } from "./supervise-sidecar.ts";
import { together } from "../together.ts";

/**
 * Starts the agent's container, in which nothing of the agent's runs yet: until a session comes, it sleeps. So this may go
 * on while the sidecars come up.
 */
export async function startAgent(launching: Launching, image: string): Promise<string> {
  const { plan, engine, checkpoint } = launching;
  const { made } = await createContainer(launching, {
    name: plan.names.agent,
    image,
    entrypoint: ["sleep"],
    command: ["infinity"],
    user: `${agentUser.uid}:${agentUser.gid}`,
    workdir: agentUser.workdir,
    environment: agentEnvironment(plan),
    labels: containerLabels(plan, "agent"),
    network: { name: networkName(launching, "agent"), alias: "agent" },
    extraHosts: {},
    dns: [NO_RESOLVER],
    readOnlyRoot: false,
    tmpfs: {},
    binds: [],
    volumes: [],
    runtime: runtimeOf(plan),
    init: true,
    stdin: false,
    limits: {
      cpus: plan.resources.cpus,
      memory: memoryOf(plan),
      pids: plan.resources.pids,
    },
  });
  await checkpoint("start agent");
  await engine.start(made);
  return made;
}

/** The agent's way out, as it has to know it. */
interface AgentProxy {
  name: Interceptor;
  /** On the agent's network; a name would need a resolver. */
  address: string;
  /** Certificate (PEM) of the authority that intercepts. */
  ca: string;
}

/** Begins what root does in the sleeping agent; it ends once it was told of the proxy. */
export async function openRoot({ engine, checkpoint }: Launching, id: string): Promise<RunningExec> {
  await checkpoint("open root");
  return engine.exec(id, {
    command: ["/bin/sh", "-c", ROOT_SCRIPT],
    ...asRoot,
  });
}

/** An agent's container, and what stands around it. */
export interface ReadyAgent {
  container: string;
  root: RunningExec;
  proxy: AgentProxy;
  /** Address of git-gate on the agent's network; null: there is none. */
  gate: string | null;
  /** null: the agent may propose nothing. */
  supervise: StartedSupervise | null;
}

/** Puts everything into the sleeping agent: its sidecars through `root`, the rest beside it. */
export async function provision(
  launching: Launching,
  { container, root, proxy, gate, supervise }: ReadyAgent,
): Promise<void> {
  const { engine, plan, report, checkpoint, signal } = launching;
  await checkpoint("provision agent");
  const files = provisions(plan, proxy.ca, supervise?.live ?? null).filter(({ step }) => step !== "ca");
  await together(signal, () => [
    finishRoot(root, proxy, { "git-gate": gate, supervise: supervise?.address ?? null }),
    provisionArchive(files).then((archive) => engine.putArchive(container, "/", archive)),
  ]);
  await checkpoint("provisioned agent");
  const { fingerprint256 } = new X509Certificate(proxy.ca);
  report({ kind: "notice", text: `The agent trusts ${proxy.name}: SHA-256 ${fingerprint256}` });
}

async function finishRoot(
  { stream, exitCode }: RunningExec,
  { name, address, ca }: AgentProxy,
  further: Readonly<Record<string, string | null>>,
): Promise<void> {
  const port = sidecarPorts[name];
  const met = Object.entries(further).flatMap(([other, at]) => (at === null ? [] : [`${at} ${other}`]));
  const hosts = [`${address} ${name}`, ...met];
  stream.end(`${port}\n${hosts.join("\n")}\n\n${ca}`);
  const said: Buffer[] = [];
  for await (const { bytes } of frames(stream)) said.push(bytes);
  const status = await exitCode();
  if (status === 0) return;
  if (status === UNREACHABLE)
    throw new BottleError("provisioning-failed", `The agent does not reach ${name} at ${address}:${port}`, {
      hint: "Look for rules of an engine that is gone (`iptables -t nat -S POSTROUTING`: a MASQUERADE for this address whose bridge does not exist) and delete them, or restart the machine",
    });
  const words = Buffer.concat(said).toString().trim();
  throw new BottleError("provisioning-failed", `Could not prepare the agent (status ${status}): ${words}`, {
    hint: "An own Dockerfile needs a shell and ca-certificates; build it from ${AGENT_IMAGE}",
  });
}

/** The engine's default needs no name, and may be called differently on another engine. */
function runtimeOf({ runtime }: Plan): string | null {
  return runtime === RUNSC ? runtime : null;
}
