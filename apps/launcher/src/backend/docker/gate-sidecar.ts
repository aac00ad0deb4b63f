import { sidecarPorts } from "@claude-bottle/shared";
import { gateDocument } from "../gate-document.ts";
import { containerLabels, identityLabels } from "./labels.ts";
import { createContainer, type Launching, networkName, onUndo } from "./launching.ts";
import { connectFurther } from "./networks.ts";
import { awaitLine } from "./sidecar-log.ts";
import type { NetworkRole } from "./topology.ts";

const NAME = "git-gate";
/** The image's own user; ssh wants one that has a name. */
const USER = "65532:65532";
/** Mirrors lie on a volume that ends with it; where the control socket is, its image's health check looks. */
const PLACE = {
  listen: { host: "0.0.0.0", port: sidecarPorts[NAME] },
  control: "/tmp/git-gate.sock",
  state: "/var/lib/git-gate",
};
const LIMITS = { cpus: 2, memory: 2 * 1024 * 1024 * 1024, pids: 512 };

/** Starts git-gate; resolves with its address on the agent's network once it serves. */
export async function startGitGate(
  launching: Launching,
  { image, legs }: { image: string; legs: [NetworkRole, NetworkRole] },
): Promise<string> {
  const { engine, plan, secrets, checkpoint, signal } = launching;
  const network = networkName(launching, legs[0]);
  const volume = plan.names.volume[NAME];
  await checkpoint(`volume ${NAME}`);
  await engine.createVolume({ name: volume, labels: identityLabels(plan) });
  onUndo(launching, `the volume "${volume}"`, () => engine.removeVolume(volume));
  const { made: id } = await createContainer(launching, {
    name: plan.names.sidecar[NAME],
    image,
    user: USER,
    environment: {},
    labels: containerLabels(plan, NAME),
    network: { name: network, alias: NAME },
    extraHosts: {},
    dns: [],
    readOnlyRoot: true,
    tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=64m,mode=1777" },
    volumes: [{ name: volume, target: PLACE.state }],
    runtime: null,
    init: true,
    stdin: true,
    limits: LIMITS,
  });
  await connectFurther(launching, { id, name: NAME, second: legs[1] });
  await checkpoint(`start ${NAME}`);
  const output = await engine.attach(id);
  await engine.start(id);
  await checkpoint(`configure ${NAME}`);
  output.end(JSON.stringify(gateDocument(plan, secrets, PLACE)));
  await awaitLine({
    name: NAME,
    output,
    signal,
    accept: (line) => (line.includes('"ready"') ? true : null),
  });
  const { addresses } = await engine.inspect(id);
  return addresses[network] ?? "";
}
