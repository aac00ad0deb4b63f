import { spawn } from "node:child_process";
import { once } from "node:events";
import { pipeline } from "node:stream/promises";
import { BottleError } from "@claude-bottle/shared";
import type { BaseRecipe } from "./recipe.ts";
import { run } from "./run.ts";

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

export async function imageExists(tag: string): Promise<boolean> {
  const found = await run("docker", ["image", "ls", "--quiet", tag]);
  return found.trim() !== "";
}

export async function tagImage(tag: string, also: string): Promise<void> {
  await run("docker", ["tag", tag, also]);
}

/** Hands a root file system to the engine as one image, with the environment of Node's published image. */
export async function importImage(root: string, tag: string, recipe: BaseRecipe): Promise<void> {
  const changes = [
    `ENV PATH=${PATH}`,
    `ENV NODE_VERSION=${recipe.node.version}`,
    'CMD ["node"]',
    "LABEL claude-bottle.image=base",
  ];
  const tar = spawn("tar", ["-C", root, "--numeric-owner", "-c", "."], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const docker = spawn("docker", ["import", ...changes.flatMap((change) => ["--change", change]), "-", tag], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  let words = "";
  docker.stderr.setEncoding("utf8").on("data", (text: string) => {
    words += text;
  });
  const closed = Promise.all([once(tar, "close"), once(docker, "close")]);
  const [piped] = await Promise.allSettled([pipeline(tar.stdout, docker.stdin), closed]);
  if (tar.exitCode !== 0 || docker.exitCode !== 0) {
    throw new BottleError("image-build-failed", `"${tag}" could not be imported: ${words.trim()}`, {
      cause: piped.status === "rejected" ? piped.reason : undefined,
    });
  }
}
