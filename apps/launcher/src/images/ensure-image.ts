import { stripVTControlCharacters } from "node:util";
import { BottleError } from "@claude-bottle/shared";
import type { Report } from "../backend/backend.ts";
import { contextTar } from "./context-tar.ts";
import type { ImageBuild, ImageEngine } from "./image-engine.ts";
import type { ImageSpec } from "./image-spec.ts";

const LAST_LINES = 20;
// What npm, curl, apt and git say of a certificate from a network that intercepts TLS
const untrusted =
  /self-signed certificate|unable to get (?:local )?issuer|certificate verif(?:y|ication) failed|certificate is NOT trusted/i;
const TRUST = "Set CLAUDE_BOTTLE_EXTRA_CA to a file with the certificates that this network shows";

/** What a build needs besides its context, whose Dockerfile lies at its root. */
export type BuildRequest = Omit<ImageBuild, "dockerfile"> & { name: string; context: NodeJS.ReadableStream };

/** Builds one image, reports each line, and fails with the engine's own last words. */
export async function buildImage(engine: ImageEngine, request: BuildRequest, report: Report): Promise<void> {
  const { name, context, ...image } = request;
  const step = `image ${name}`;
  const said: string[] = [];
  report({ kind: "begin", step });
  try {
    await engine.build(context, { ...image, dockerfile: "Dockerfile" }, (line) => {
      const text = stripVTControlCharacters(line);
      said.push(text);
      if (said.length > LAST_LINES) said.shift();
      report({ kind: "detail", step, text });
    });
  } catch (cause) {
    const failure =
      cause instanceof BottleError
        ? cause
        : new BottleError("image-build-failed", `Image "${name}" could not be built: ${String(cause)}`);
    const message = [failure.message, ...said].join("\n");
    const hint = untrusted.test(message) ? TRUST : undefined;
    throw new BottleError(failure.code, message, { cause, ...(hint === undefined ? {} : { hint }) });
  }
  report({ kind: "done", step });
}

/** Builds the image unless the engine has it already; gives its tag. */
export async function ensureImage(engine: ImageEngine, spec: ImageSpec, report: Report): Promise<string> {
  const { name, tag, buildArgs, labels } = spec;
  if ((await engine.imageId(tag)) !== null) return tag;
  await buildImage(engine, { name, tag, buildArgs, labels, context: contextTar(spec.files) }, report);
  return tag;
}
