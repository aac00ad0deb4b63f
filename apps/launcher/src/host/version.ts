import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { assetRoot } from "../images/assets.ts";

const packageSchema = z.object({ version: z.string() });

/** The version of the package or checkout that this runs from. */
export async function version(): Promise<string> {
  const text = await readFile(join(assetRoot(), "package.json"), "utf8");
  return packageSchema.parse(JSON.parse(text)).version;
}
