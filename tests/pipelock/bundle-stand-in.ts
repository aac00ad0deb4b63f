import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { build } from "rolldown";

/** Writes the stand-in as one executable file, which needs nothing but a Node on the path; an image can be made of it. */
export async function bundleStandIn(path: string): Promise<void> {
  await build({
    input: join(import.meta.dirname, "stand-in.ts"),
    platform: "node",
    output: { file: path, format: "esm" },
    logLevel: "silent",
  });
  await chmod(path, 0o755);
}
