import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BottleError } from "@claude-bottle/shared";
import type { ContextFile } from "./image-spec.ts";

const MARK = join("docker", "agent", "Dockerfile");

/**
 * The directory that holds `docker/` and `apps/<service>/dist/`: the nearest one above this file, which is the
 * checkout when the launcher runs from source and the package's own root when it is installed.
 */
export function assetRoot(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, MARK))) return folder;
    if (folder === dirname(folder)) {
      throw new BottleError("internal", `The images' files are nowhere above "${from}"`, {
        hint: "Install claude-bottle again",
      });
    }
  }
}

/** Reads one file of a build context from below the asset root. */
export async function asset(root: string, source: string, as: string): Promise<ContextFile> {
  try {
    return { path: as, mode: 0o644, content: await readFile(join(root, source)) };
  } catch (cause) {
    throw new BottleError(
      "image-unavailable",
      `An image needs "${join(root, source)}", which cannot be read`,
      {
        hint: source.includes("/dist/") ? "Run `npm run build`" : "Install claude-bottle again",
        cause,
      },
    );
  }
}
