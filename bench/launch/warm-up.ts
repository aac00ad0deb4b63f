import { BottleError } from "@claude-bottle/shared";
import { docker, run } from "../../tests/world/docker-cli.ts";
import type { Home } from "./home.ts";
import { memoryMegabytes } from "./memory-text.ts";

export interface WarmUp {
  /** The image that agents run, built now if it was not there. */
  agentImage: string;
  /** What the sidecars of a bottle take together once it serves, in megabytes. */
  sidecarMegabytes: number;
}

async function claudeBottle(home: Home, ...args: string[]): Promise<string> {
  const [file, ...rest] = home.command(...args);
  const { code, stdout, stderr } = await run(file, rest, { env: home.env, cwd: home.cwd });
  if (code !== 0)
    throw new BottleError(
      "engine-failed",
      `claude-bottle ${args[0] ?? ""} ended with ${code}: ${stderr.trim()}`,
    );
  return stdout.trim();
}

/** Starts a bottle once, so that all images exist, looks at it, and stops it. */
export async function warmUp(home: Home): Promise<WarmUp> {
  const identity = await claudeBottle(home, "start", "bench", "--yes", "--detach");
  try {
    const label = `label=claude-bottle.identity=${identity}`;
    const names = (await docker("ps", "--filter", label, "--format", "{{.Names}}")).split("\n");
    const agent = `claude-bottle-${identity}`;
    const sidecars = names.filter((name) => name !== agent);
    const usage = await docker("stats", "--no-stream", "--format", "{{.MemUsage}}", ...sidecars);
    return {
      agentImage: await docker("inspect", "--format", "{{.Config.Image}}", agent),
      sidecarMegabytes: usage.split("\n").reduce((sum, line) => sum + memoryMegabytes(line), 0),
    };
  } finally {
    await claudeBottle(home, "stop", identity);
  }
}
