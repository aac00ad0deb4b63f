import { isAbsolute, join } from "node:path";
import {
  type Library,
  type Agent,
  type Bottle,
  expandHome,
  readLibrary,
  readManifestJson,
  resolveAgent,
} from "@claude-bottle/manifest";
import { BottleError } from "@claude-bottle/shared";
import { readManifestFiles, readNamedFile } from "../host/files.ts";
import type { Context } from "./context.ts";

/** A path as a person wrote it: `~` and what is relative to the working directory resolved. */
export function hostPath(path: string, { userHome, cwd }: Pick<Context, "userHome" | "cwd">): string {
  const expanded = expandHome(path, userHome);
  return isAbsolute(expanded) ? expanded : join(cwd, expanded);
}

/** Everything declared, from the manifest directories or the one file given. */
export async function loadLibrary(context: Context, manifest: string | undefined): Promise<Library> {
  if (manifest === undefined) return readLibrary(await readManifestFiles(context));
  const path = hostPath(manifest, context);
  return readManifestJson(path, await readNamedFile(path));
}

/** Every agent that can be started as far as the manifest goes; what is wrong with the others is in `problems`. */
export function resolvable(library: Library): { agent: Agent; bottle: Bottle }[] {
  return [...library.agents.keys()].flatMap((name) => {
    try {
      return [resolveAgent(library, name)];
    } catch (error) {
      if (error instanceof BottleError) return [];
      throw error;
    }
  });
}
