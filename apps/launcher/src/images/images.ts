import { IDENTITY_LABEL } from "@claude-bottle/shared";
import type { Report } from "../backend/backend.ts";
import { assetRoot } from "./assets.ts";
import { baseImage, type BaseImage } from "./base-image.ts";
import { buildImage, ensureImage } from "./ensure-image.ts";
import type { ImageEngine } from "./image-engine.ts";
import { IMAGE_LABEL, imageSpec, type ImageRecipe } from "./image-spec.ts";
import {
  agentRecipe,
  buildsOnAgent,
  type OwnDockerfile,
  ownAgentRecipe,
  pipelockRecipe,
  serviceRecipe,
  type RecipeInputs,
  type Service,
} from "./recipes.ts";
import { hasForeignGit, workspaceTar } from "./workspace-tar.ts";

export interface ImageSettings {
  /** CLAUDE_BOTTLE_BASE_IMAGE; null: the one made on this machine, else the published one. */
  baseImage: string | null;
  /** Further roots to trust, PEM texts. */
  extraRoots: readonly string[];
}

/** A copy of the working directory for one launch; it ends with its bottle. */
interface WorkspaceImage {
  /** The agent image that it is laid upon. */
  agent: string;
  directory: string;
  tag: string;
  identity: string;
}

/** The images of ours, each built when first asked for and only when its content is new. Gives tags. */
export interface Images {
  service(name: Service): Promise<string>;
  pipelock(binary: string): Promise<string>;
  /** Null: the project's. */
  agent(own: OwnDockerfile | null): Promise<string>;
  workspace(image: WorkspaceImage): Promise<string>;
}

/** Chooses the base image (pulling it when need be), and opens the images on top of it. */
export async function openImages(
  engine: ImageEngine,
  settings: ImageSettings,
  report: Report,
): Promise<Images> {
  const base = await baseImage(engine, settings.baseImage, report);
  const inputs: RecipeInputs = { root: assetRoot(), base, extraRoots: settings.extraRoots };
  const ensure = (recipe: ImageRecipe): Promise<string> => ensureImage(engine, imageSpec(recipe), report);

  const projectAgent = async (): Promise<string> => ensure(await agentRecipe(inputs));
  const asBase = async (reference: string): Promise<BaseImage> => ({
    reference,
    id: (await engine.imageId(reference)) ?? reference,
  });

  return {
    service: async (name) => ensure(await serviceRecipe(name, inputs)),
    pipelock: async (binary) => ensure(await pipelockRecipe(binary, inputs)),
    agent: async (own) => {
      if (own === null) return projectAgent();
      const agent = buildsOnAgent(own.text) ? await asBase(await projectAgent()) : null;
      return ensure(ownAgentRecipe(own, agent));
    },
    workspace: async ({ agent, directory, tag, identity }) => {
      if (await hasForeignGit(directory)) {
        report({
          kind: "notice",
          text: `"${directory}" keeps its git data elsewhere: git will not work on the copy`,
        });
      }
      const labels = { [IMAGE_LABEL]: "cwd", [IDENTITY_LABEL]: identity };
      const context = await workspaceTar(agent, directory);
      await buildImage(engine, { name: "cwd", tag, buildArgs: {}, labels, context }, report);
      return tag;
    },
  };
}
