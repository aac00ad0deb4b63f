import { sidecarPorts } from "@claude-bottle/shared";
import { gateDocument } from "../gate-document.ts";
import { identityLabels } from "./labels.ts";
import { type Launching } from "./launching.ts";
import { onUndo } from "../launch-step.ts";
import { isReady, type Legs, startSidecar } from "./start-sidecar.ts";

const NAME = "git-gate";
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
  { image, legs }: { image: string; legs: Legs },
): Promise<string> {
  const { engine, plan, secrets, checkpoint } = launching;
  const volume = plan.names.volume[NAME];
  await checkpoint(`volume ${NAME}`);
  await engine.createVolume({ name: volume, labels: identityLabels(plan) });
  onUndo(launching, `the volume "${volume}"`, () => engine.removeVolume(volume));
  const { address, configure } = await startSidecar(launching, {
    name: NAME,
    image,
    legs,
    limits: LIMITS,
    scratch: "64m",
    volumes: [{ name: volume, target: PLACE.state }],
  });
  await configure(gateDocument(plan, secrets, PLACE), isReady);
  return address;
}
