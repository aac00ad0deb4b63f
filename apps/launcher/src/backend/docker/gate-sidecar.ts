import { gateDocument, MIRRORS } from "./gate-document.ts";
import { identityLabels } from "./labels.ts";
import { type Launching, onUndo } from "./launching.ts";
import { isReady, type Legs, startSidecar } from "./start-sidecar.ts";

const NAME = "git-gate";
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
    volumes: [{ name: volume, target: MIRRORS }],
  });
  await configure(gateDocument(plan, secrets), isReady);
  return address;
}
