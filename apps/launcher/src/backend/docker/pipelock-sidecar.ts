import { BottleError, Secret } from "@claude-bottle/shared";
import { createAuthority } from "@claude-bottle/shared/x509";
import { containerListen, pipelockLaunch, type PipelockLaunch } from "../../pipelock/launch-spec.ts";
import { isStartup, pipelockEvent } from "../../pipelock/log.ts";
import { passthroughHosts } from "../../pipelock/passthrough.ts";
import { pipelockYaml } from "../../pipelock/yaml.ts";
import type { Plan } from "../../core/plan.ts";
import { archiveOf } from "./archive.ts";
import { containerLabels, identityLabels } from "./labels.ts";
import { createContainer, type Launching, networkName, onUndo } from "./launching.ts";
import { connectFurther } from "./networks.ts";
import { awaitLine } from "./sidecar-log.ts";
import type { NetworkRole } from "./topology.ts";

const EXECUTABLE = "/pipelock";
const NAME = "pipelock";
const CA_DAYS = 30;

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

/** Starts pipelock from an image; its configuration and key lie in a volume that ends with the bottle. */
export async function startPipelock(
  launching: Launching,
  image: string,
  [first, second]: [NetworkRole, NetworkRole],
): Promise<StartedPipelock> {
  const { engine, plan, checkpoint, signal } = launching;
  const { certPem, keyPem } = createAuthority({
    commonName: `claude-bottle pipelock ${plan.identity}`,
    days: CA_DAYS,
    now: new Date(plan.startedAt),
  });
  const position = first === "agent" ? "agents-proxy" : "behind-proxy";
  const { hosts, inspect } = plan.egress;
  const passthrough = passthroughHosts({ position, hosts, inspect });
  const launch = pipelockLaunch({
    yaml: configuration(plan, position, passthrough),
    authority: { certPem, keyPem },
    extraRoots: plan.network.extraRoots,
  });

  await checkpoint("volume pipelock");
  const volume = plan.names.volume.pipelock;
  await engine.createVolume({ name: volume, labels: identityLabels(plan) });
  onUndo(launching, `the volume "${volume}"`, () => engine.removeVolume(volume));
  const { made: id } = await createContainer(launching, {
    name: plan.names.sidecar.pipelock,
    image,
    entrypoint: [EXECUTABLE],
    command: launch.run,
    user: `${launch.uid}:${launch.gid}`,
    environment: launch.env,
    labels: containerLabels(plan, NAME),
    network: { name: networkName(launching, first), alias: NAME },
    extraHosts: addressesOf(plan),
    dns: [],
    readOnlyRoot: true,
    tmpfs: {},
    volumes: [{ name: volume, target: launch.directory }],
    runtime: null,
    init: false,
    stdin: false,
    limits: {
      cpus: launch.resources.cpus,
      memory: launch.resources.memoryBytes,
      pids: launch.resources.pids,
    },
  });
  await engine.putArchive(id, launch.directory, await configurationArchive(launch));
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
  return { ca: certPem, passthrough, address: addresses[networkName(launching, first)] ?? "", healthy };
}

function configuration(plan: Plan, position: "agents-proxy" | "behind-proxy", passthrough: string[]): string {
  return pipelockYaml({
    identity: plan.identity,
    hosts: plan.egress.hosts,
    dlpAction: plan.egress.dlpAction,
    position,
    passthrough,
    injectedHeaders: plan.routes.flatMap(({ auth }) => {
      if (auth === null) return [];
      return [auth.scheme.startsWith("header:") ? auth.scheme.slice("header:".length) : "Authorization"];
    }),
    privateHosts: plan.network.privateHosts,
    listen: containerListen,
  });
}

/** pipelock resolves by itself: the operator's own names stand in its hosts file. */
function addressesOf({ network }: Plan): Record<string, string> {
  const entries = Object.entries(network.privateHosts);
  return Object.fromEntries(entries.map(([name, to]) => [name, to.replace(/:\d+$/, "")]));
}

function configurationArchive({ files, uid, gid }: PipelockLaunch): Promise<Buffer> {
  return archiveOf(
    files.map(({ name, content, mode }) => ({
      path: name,
      mode,
      uid,
      gid,
      content: Buffer.from(content instanceof Secret ? content.reveal() : content),
    })),
  );
}

/** Its own health check, run in its container: the log says that it listens, this that it answers. */
async function confirmHealth({ engine }: Launching, id: string, launch: PipelockLaunch): Promise<void> {
  const command = [EXECUTABLE, ...launch.health];
  const { stream, exitCode } = await engine.exec(id, {
    command,
    user: `${launch.uid}:${launch.gid}`,
    environment: {},
    tty: false,
  });
  stream.end();
  for await (const _ of stream);
  if ((await exitCode()) !== 0)
    throw new BottleError("sidecar-failed", "pipelock started but does not answer");
}
