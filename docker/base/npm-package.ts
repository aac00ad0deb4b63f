import { createHash } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { BottleError } from "@claude-bottle/shared";
import type { PinnedPackage } from "./recipe.ts";
import { run } from "./run.ts";

/** Fetches a package with the host's npm (its registry, proxy and roots), checks it, and unpacks it into `into`. */
export async function unpackNpmPackage(pinned: PinnedPackage, scratch: string, into: string): Promise<void> {
  const exact = `${pinned.name}@${pinned.version}`;
  const said = await run("npm", ["pack", "--loglevel=error", "--pack-destination", scratch, exact]);
  const archive = join(scratch, said.trim());
  const integrity = `sha512-${createHash("sha512")
    .update(await readFile(archive))
    .digest("base64")}`;
  if (integrity !== pinned.integrity) {
    throw new BottleError(
      "image-build-failed",
      `The archive of "${exact}" is not the pinned one: ${integrity}`,
      {
        hint: "Check where npm takes its packages from",
      },
    );
  }
  await mkdir(into, { recursive: true });
  await run("tar", ["-xzf", archive, "-C", into, "--strip-components=1", "--no-same-owner"]);
}
