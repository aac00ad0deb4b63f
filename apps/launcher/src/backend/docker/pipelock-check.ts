import { addAbortSignal, type Duplex } from "node:stream";
import { BottleError } from "@claude-bottle/shared";
import { PIPELOCK_VERSION } from "../../pipelock/source.ts";
import { frameLines } from "./demultiplex.ts";
import { identityLabels } from "./labels.ts";
import { createContainer, type Launching } from "./launching.ts";
import { onUndo } from "../launch-step.ts";
import { containerListen } from "../../pipelock/launch-spec.ts";
import { pipelockConfiguration, type PipelockConfiguration } from "../pipelock-configuration.ts";
import { configurationArchive } from "./configuration-archive.ts";
import { NAME, pipelockContainer } from "./pipelock-container.ts";

const PATIENCE_MS = 30_000;

/** A configuration in its volume, which pipelock's own `check` has accepted. */
export interface CheckedPipelock extends PipelockConfiguration {
  image: string;
}

/**
 * Puts the configuration into a volume that ends with the bottle, and has it checked by the image that will run with it:
 * in a container of its own without any network, because nothing can be run in one that has not been started.
 */
export async function checkPipelock(launching: Launching, image: string): Promise<CheckedPipelock> {
  const { engine, plan, checkpoint, signal } = launching;
  const configuration = pipelockConfiguration(plan, containerListen);
  const { launch } = configuration;
  await checkpoint("volume pipelock");
  const volume = plan.names.volume[NAME];
  await engine.createVolume({ name: volume, labels: identityLabels(plan) });
  onUndo(launching, `the volume "${volume}"`, () => engine.removeVolume(volume));

  await checkpoint("check pipelock");
  const use = { command: launch.check, network: null, extraHosts: {} };
  const { made: id } = await createContainer(launching, pipelockContainer(plan, { image, launch }, use));
  await engine.putArchive(id, launch.directory, await configurationArchive(launch));
  const output = await engine.attach(id);
  await engine.start(id);
  const said = await wordsOf(output, signal);
  const status = await engine.ended(id);
  if (status !== 0) {
    throw new BottleError(
      "pipelock-refused",
      `pipelock refused its configuration (status ${status}): ${said}`,
      {
        hint: `Run it in version ${PIPELOCK_VERSION}, the one that the configuration is written for`,
      },
    );
  }
  // Its name is wanted again
  await engine.removeContainer(id);
  return { ...configuration, image };
}

/** All that a container writes until it ends. */
async function wordsOf(output: Duplex, signal: AbortSignal): Promise<string> {
  addAbortSignal(AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]), output);
  const said: string[] = [];
  try {
    for await (const { line } of frameLines(output)) said.push(line);
  } catch (cause) {
    signal.throwIfAborted();
    const words = `pipelock did not check its configuration within ${PATIENCE_MS / 1000} s`;
    throw new BottleError("sidecar-failed", words, { cause });
  }
  return said.join("\n");
}
