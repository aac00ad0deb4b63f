import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { docker, run } from "./docker-cli.ts";
import type { World } from "./world.ts";

/** What is seen of a running bottle from outside: inspection, processes, logs, changed files. */
export function shownOf({ backend, home }: World, identity: string): Promise<string[]> {
  return backend === "docker" ? shownByEngine(identity) : shownByMachine(join(home, "run", identity));
}

async function shownByEngine(identity: string): Promise<string[]> {
  const filter = `label=claude-bottle.identity=${identity}`;
  const containers = (await docker("ps", "--all", "--quiet", "--filter", filter)).split("\n");
  return await Promise.all(
    containers.flatMap((container) => [
      docker("inspect", container),
      docker("logs", container),
      docker("diff", container),
    ]),
  );
}

async function shownByMachine(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const { stdout } = await run("ps", ["-e", "-ww", "-o", "args="]);
  return [stdout, ...(await Promise.all(files.map((file) => readFile(file, "latin1"))))];
}
