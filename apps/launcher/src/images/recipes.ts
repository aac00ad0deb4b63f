import { readFile } from "node:fs/promises";
import { BottleError, slug } from "@claude-bottle/shared";
import { asset } from "./assets.ts";
import type { BaseImage } from "./base-image.ts";
import { certificatesIn } from "./certificates.ts";
import type { ContextFile, ImageRecipe } from "./image-spec.ts";

/** What every recipe is made from. */
export interface RecipeInputs {
  /** Directory with `docker/` and the services' bundles. */
  root: string;
  base: BaseImage;
  /** Further roots to trust, PEM texts; a text may hold several. */
  extraRoots: readonly string[];
}

interface ServiceContent {
  /** Path in `dist/` and in the context → mode. */
  files: Record<string, number>;
  /** Gets packages while it is built, so that it must trust what the network shows. */
  installs: boolean;
}

/** The services of ours that are bundles, and what each image has besides its Dockerfile. */
const SERVICES = {
  "egress-proxy": {
    files: { "main.mjs": 0o644, "mitm-front.mjs": 0o644, "healthcheck.mjs": 0o644, "ask.mjs": 0o644 },
    installs: false,
  },
  "git-gate": {
    files: {
      "main.mjs": 0o644,
      "healthcheck.mjs": 0o644,
      "scan-worker.mjs": 0o644,
      "ask.mjs": 0o644,
      "hooks/pre-receive": 0o755,
      "hooks/proc-receive": 0o755,
    },
    installs: true,
  },
  supervise: { files: { "main.mjs": 0o644, "healthcheck.mjs": 0o644, "ask.mjs": 0o644 }, installs: false },
} as const satisfies Record<string, ServiceContent>;
export type Service = keyof typeof SERVICES;

function extraCa(texts: readonly string[]): ContextFile[] {
  const content = certificatesIn(texts).map((pem) => Buffer.from(pem));
  const files = content.map((pem, n) => ({ path: `extra-ca/extra-${n}.crt`, mode: 0o644, content: pem }));
  return [{ path: "extra-ca/", mode: 0o755, content: new Uint8Array() }, ...files];
}

function onBase(name: string, files: ContextFile[], base: BaseImage): ImageRecipe {
  return { name, files, buildArgs: { BASE_IMAGE: base.reference }, baseId: base.id };
}

async function read(path: string, what: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new BottleError("file-missing", `${what} "${path}" cannot be read`, { cause });
  }
}

export async function serviceRecipe(service: Service, inputs: RecipeInputs): Promise<ImageRecipe> {
  const { root, base, extraRoots } = inputs;
  const { files, installs } = SERVICES[service];
  const content = await Promise.all([
    asset(root, `docker/${service}/Dockerfile`, "Dockerfile"),
    ...Object.entries(files).map(async ([name, mode]) => ({
      ...(await asset(root, `apps/${service}/dist/${name}`, name)),
      mode,
    })),
  ]);
  return onBase(service, [...content, ...(installs ? extraCa(extraRoots) : [])], base);
}

export async function agentRecipe({ root, base, extraRoots }: RecipeInputs): Promise<ImageRecipe> {
  const names = ["Dockerfile", "claude.json", "managed-settings.json"];
  const files = await Promise.all(names.map((name) => asset(root, `docker/agent/${name}`, name)));
  return onBase("agent", [...files, ...extraCa(extraRoots)], base);
}

/** Wraps the operator's pipelock binary. */
export async function pipelockRecipe(binary: string, inputs: RecipeInputs): Promise<ImageRecipe> {
  const dockerfile = await asset(inputs.root, "docker/pipelock/Dockerfile", "Dockerfile");
  const content = await read(binary, "The pipelock binary");
  const files = [dockerfile, { path: "pipelock", mode: 0o755, content }, ...extraCa(inputs.extraRoots)];
  return onBase("pipelock", files, inputs.base);
}

/** An own Dockerfile for an agent. */
export interface OwnDockerfile {
  /** Of the bottle that declares it, or the identity of the one bottle that it was approved for: its part of the tag. */
  name: string;
  text: string;
  /** Set where it is of one running bottle alone, with which its image goes. */
  identity: string | null;
}

/** The text of a bottle's own Dockerfile. */
export async function readOwnDockerfile(path: string): Promise<string> {
  return Buffer.from(await read(path, "The Dockerfile")).toString();
}

/** Whether it builds on our agent image (`FROM ${AGENT_IMAGE}`) and not from another one. */
export function buildsOnAgent(text: string): boolean {
  return /^\s*FROM\s.*\$(?:AGENT_IMAGE\b|\{AGENT_IMAGE[:}])/im.test(text);
}

/**
 * An image per bottle. The context is the Dockerfile alone: nothing of the host gets in, and the same text
 * builds the same image wherever it is kept. `agent` is our agent image, when the Dockerfile builds on it.
 */
export function ownAgentRecipe(own: OwnDockerfile, agent: BaseImage | null): ImageRecipe {
  return {
    name: `agent-${own.identity ?? slug(own.name)}`,
    files: [{ path: "Dockerfile", mode: 0o644, content: Buffer.from(own.text) }],
    buildArgs: agent === null ? {} : { AGENT_IMAGE: agent.reference },
    baseId: agent?.id ?? null,
    ...(own.identity === null ? {} : { identity: own.identity }),
  };
}
