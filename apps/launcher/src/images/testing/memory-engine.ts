import { text } from "node:stream/consumers";
import { BottleError } from "@claude-bottle/shared";
import { extract } from "tar-stream";
import type { ImageBuild, ImageEngine } from "../image-engine.ts";

export interface MemoryEngine extends ImageEngine {
  /** Reference → id. */
  images: Map<string, string>;
  /** What can be pulled. */
  registry: Set<string>;
  pulls: string[];
  builds: (ImageBuild & { files: Map<string, string> })[];
}

async function filesOf(context: NodeJS.ReadableStream): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const archive = extract();
  context.pipe(archive);
  for await (const entry of archive) {
    const content = await text(entry);
    files.set(entry.header.name, entry.header.linkname ?? content);
  }
  return files;
}

/** An engine that keeps its images in memory. `FAIL` in a Dockerfile ends its build. */
export function memoryEngine(): MemoryEngine {
  const engine: MemoryEngine = {
    images: new Map(),
    registry: new Set(),
    pulls: [],
    builds: [],
    imageId: async (reference) => engine.images.get(reference) ?? null,
    pull: async (reference, say) => {
      engine.pulls.push(reference);
      say("looking");
      if (!engine.registry.has(reference)) {
        throw new BottleError("image-unavailable", `the engine says "manifest unknown: ${reference}"`);
      }
      engine.images.set(reference, `id of ${reference}`);
    },
    build: async (context, image, say) => {
      const files = await filesOf(context);
      engine.builds.push({ ...image, files });
      for (let line = 1; line <= 30; line += 1) say(`\u001b[91mStep ${line}\u001b[0m`);
      if (files.get(image.dockerfile)?.includes("FAIL") === true) {
        throw new BottleError("image-build-failed", 'the engine says "returned a non-zero code: 7"');
      }
      engine.images.set(image.tag, `id of ${image.tag}`);
    },
  };
  return engine;
}
