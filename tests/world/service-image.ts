import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connectionOf } from "../../apps/launcher/src/backend/docker/connection.ts";
import { createEngine } from "../../apps/launcher/src/backend/docker/engine.ts";
import { processEnvironment } from "../../apps/launcher/src/host/environment.ts";
import { openImages } from "../../apps/launcher/src/images/images.ts";
import type { Service } from "../../apps/launcher/src/images/recipes.ts";

/** Why the image of a service cannot be had here; null: it can. */
export function serviceMissing(name: Service): string | null {
  const bundle = join(import.meta.dirname, `../../apps/${name}/dist/main.mjs`);
  return existsSync(bundle) ? null : `"${bundle}" is not built`;
}

/** The image of a service as a launch would use it, built when there is none. Its tag. */
export async function serviceImage(name: Service): Promise<string> {
  const extra = process.env["CLAUDE_BOTTLE_EXTRA_CA"] ?? process.env["NODE_EXTRA_CA_CERTS"];
  const settings = {
    baseImage: process.env["CLAUDE_BOTTLE_BASE_IMAGE"] ?? null,
    extraRoots: extra === undefined ? [] : [readFileSync(extra, "utf8")],
  };
  const images = await openImages(createEngine(connectionOf(processEnvironment())), settings, () => {});
  return await images.service(name);
}
