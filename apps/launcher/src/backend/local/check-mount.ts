import { realpath } from "node:fs/promises";
import { isAbsolute, relative } from "node:path";
import { BottleError } from "@claude-bottle/shared";

/** Directories that an agent must not write to. */
export interface OwnDirectories {
  /** Of the manifests, the state and the audit. */
  home: string;
  /** Of the programs that bottles are made with. */
  assets: string;
}

/**
 * Whether a directory may be given to an agent itself: what it wrote into claude-bottle's own would be believed, or run with
 * every credential, at the next start. Links count as what they lead to. @throws {BottleError} `usage`
 */
export async function checkMount(cwd: string, { home, assets }: OwnDirectories): Promise<void> {
  const wanted = await realpath(cwd);
  for (const [what, path] of [
    ["manifests and state", home],
    ["programs", assets],
  ] as const) {
    // Not there yet: the launch will make it
    const own = await realpath(path).catch(() => path);
    if (!holds(wanted, own) && !holds(own, wanted)) continue;
    throw new BottleError(
      "usage",
      `"${cwd}" cannot be mounted: the agent could rewrite claude-bottle's ${what}, which are in "${path}"`,
      { hint: "Use --cwd, which gives it a copy, or start it in a directory apart from that one" },
    );
  }
}

function holds(directory: string, path: string): boolean {
  const below = relative(directory, path);
  return below !== ".." && !below.startsWith("../") && !isAbsolute(below);
}
