import { IDENTITY_LABEL, identityOf } from "@claude-bottle/shared";
import { connectionOf } from "../backend/docker/connection.ts";
import { createEngine } from "../backend/docker/engine.ts";
import type { Engine } from "../backend/docker/engine-words.ts";
import type { Context } from "../cli/context.ts";
import { progressView } from "../cli/progress-view.ts";
import { readNetwork } from "../host/files.ts";
import { openImages } from "../images/images.ts";
import { demoAgent } from "./demo-home.ts";
import type { OpenStage } from "./demo-stage.ts";
import { startDockerProvider } from "./docker-provider.ts";
import type { Shell } from "./shell.ts";

/** On an engine: the provider is a container. */
export const openDockerStage: OpenStage = async (context, gitCredential) => {
  const { environment } = context;
  const engine = createEngine(connectionOf(environment));
  const image = await gateImage(context, engine);
  const name = `claude-bottle-provider-${identityOf(demoAgent, (below) => context.random(below))}`;
  const provider = await startDockerProvider(engine, { name, image, gitCredential, now: context.now() });
  return {
    provider,
    pipelock:
      environment.get("CLAUDE_BOTTLE_PIPELOCK_IMAGE") !== undefined ||
      environment.get("CLAUDE_BOTTLE_PIPELOCK_BINARY") !== undefined,
    pipelockHint: "set CLAUDE_BOTTLE_PIPELOCK_IMAGE or CLAUDE_BOTTLE_PIPELOCK_BINARY to see it with pipelock",
    shown: (shell) => shownOf(engine, shell),
    [Symbol.asyncDispose]: () => provider[Symbol.asyncDispose](),
  };
};

/** The image of git-gate, which has the git that the provider serves with. */
async function gateImage(context: Context, engine: Engine): Promise<string> {
  using view = progressView(context);
  const { buildRoots } = await readNetwork(context, context.environment);
  const baseImage = context.environment.get("CLAUDE_BOTTLE_BASE_IMAGE") ?? null;
  const images = await openImages(engine, { baseImage, extraRoots: buildRoots }, view.report);
  return await images.service("git-gate");
}

/** What the engine shows of every container of the bottle that the shell runs in. */
async function shownOf(engine: Engine, shell: Shell): Promise<string> {
  const own = await engine.describe((await shell.run("hostname")).trim());
  const identity = new RegExp(`"${IDENTITY_LABEL}":"([^"]+)"`).exec(own)?.[1] ?? "";
  const containers = await engine.containers(`${IDENTITY_LABEL}=${identity}`);
  return (await Promise.all(containers.map(({ id }) => engine.describe(id)))).join("\n");
}
