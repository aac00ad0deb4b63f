import type { Environment } from "../../host/environment.ts";
import type { Plan } from "../../core/plan.ts";
import type { ImageEngine } from "../../images/image-engine.ts";
import { IMAGE_LABEL } from "../../images/image-spec.ts";
import { openImages } from "../../images/images.ts";
import { type OwnDockerfile, readOwnDockerfile } from "../../images/recipes.ts";
import { obtainPipelock } from "../../pipelock/obtain.ts";
import type { Launching, OwnImage, Report } from "../backend.ts";
import type { Engine } from "./engine-words.ts";
import { pipelockOptions } from "./pipelock-options.ts";

/** References of the images that one bottle runs. */
export interface BottleImages {
  agent: string;
  egressProxy: string | null;
  gitGate: string | null;
  supervise: string | null;
  pipelock: string | null;
}

/** Makes sure that every image of a plan is there: builds what is new, pulls what is not ours. */
export type ImagesFor = (plan: Plan, report: Report, signal: AbortSignal) => Promise<BottleImages>;

export function imagesFor(engine: Engine, environment: Environment): ImagesFor {
  return async (plan, report, signal) => {
    const { buildRoots } = plan.network;
    // First what may be impossible to get, before minutes of building
    const obtained = plan.egress.pipelock
      ? await obtainPipelock({ ...pipelockOptions(engine, environment, report), refresh: false })
      : null;
    const baseImage = environment.get("CLAUDE_BOTTLE_BASE_IMAGE") ?? null;
    const images = await openImages(until(engine, signal), { baseImage, extraRoots: buildRoots }, report);
    const pipelock = obtained?.kind === "binary" ? await images.pipelock(obtained.path) : obtained?.reference;
    const alone = plan.egress.interceptor === "pipelock";
    const egressProxy = alone ? null : await images.service("egress-proxy");
    const gitGate = plan.git.length === 0 ? null : await images.service("git-gate");
    const supervise = plan.supervise ? await images.service("supervise") : null;
    const agent = await images.agent(await ownDockerfile(plan));
    const found = { egressProxy, gitGate, supervise, pipelock: pipelock ?? null };
    if (!plan.copyCwd) return { ...found, agent };
    const tag = plan.names.derivedImage;
    const copy = await images.workspace({ agent, directory: plan.cwd, tag, identity: plan.identity });
    return { ...found, agent: copy };
  };
}

/** Makes the image of one bottle alone. */
export type OwnImageFor = (image: OwnImage, launching: Launching) => Promise<void>;

export function ownImageFor(engine: Engine, environment: Environment): OwnImageFor {
  return async ({ identity, dockerfile, buildRoots }, { report, signal }) => {
    const baseImage = environment.get("CLAUDE_BOTTLE_BASE_IMAGE") ?? null;
    const images = await openImages(until(engine, signal), { baseImage, extraRoots: buildRoots }, report);
    await images.agent({ name: identity, text: dockerfile, identity });
  };
}

async function ownDockerfile({ dockerfile, bottle, identity, resumes }: Plan): Promise<OwnDockerfile | null> {
  if (dockerfile === null) return null;
  const text = await readOwnDockerfile(dockerfile);
  return { name: bottle, text, identity: resumes?.ownImage === true ? identity : null };
}

/**
 * The same engine, whose builds end with the launch that wanted them. The copy of a working directory is cut off only
 * while it is sent: such a build that is cut short later leaves a container for the engine to remove when it gets to it.
 */
function until(engine: Engine, signal: AbortSignal): ImageEngine {
  return {
    ...engine,
    async build(context, image, say) {
      if (image.labels[IMAGE_LABEL] !== "cwd") return engine.build(context, { ...image, signal }, say);
      const sending = new AbortController();
      context.once("end", () => signal.removeEventListener("abort", cut));
      const cut = (): void => sending.abort(signal.reason);
      signal.addEventListener("abort", cut, { once: true });
      await engine.build(context, { ...image, signal: sending.signal }, say);
      return signal.throwIfAborted();
    },
  };
}
