import { git } from "../../apps/git-gate/src/testing/git.ts";
import { BottleError } from "@claude-bottle/shared";
import type { Way } from "./rig.ts";

/** Milliseconds that a git of the client takes over one way. Throws when it does not end well. */
export async function timedGit(way: Way, cwd: string, args: readonly string[]): Promise<number> {
  const start = performance.now();
  const { code, text } = await git(args, { cwd, env: way.env });
  const taken = performance.now() - start;
  if (code === 0) return taken;
  throw new BottleError("internal", `git ${args[0]} (${way.name}) ended with ${code}: ${text.slice(-500)}`);
}
