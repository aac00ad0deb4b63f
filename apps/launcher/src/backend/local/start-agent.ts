import { watch } from "node:fs";
import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { BottleError } from "@claude-bottle/shared";
import { agentSandbox, agentSettings } from "./agent-sandbox.ts";
import { COMMANDS } from "./inside-paths.ts";
import { type Launching, startPart } from "./launching.ts";

/**
 * Starts the agent's sandbox, in which nothing of the agent's runs yet. Its first process listens in a directory that it shares
 * with us; once it does, the socket is moved out of there: commands come in by it, and the agent never sees it.
 */
export async function startAgent(launching: Launching, assets: string): Promise<void> {
  const { paths, signal, checkpoint } = launching;
  const inside = join(assets, "apps/launcher/dist/inside.mjs");
  const ready = Promise.withResolvers<void>();
  using _ = watching(paths.door, (name) => name === COMMANDS && ready.resolve());
  const started = await startPart(launching, agentSandbox({ ...launching, inside }), {
    part: "agent",
    input: JSON.stringify(agentSettings(launching.plan)),
  });
  void started.ended.then(async (how) => {
    const words = await readFile(started.log, "utf8").catch(() => "");
    ready.reject(
      new BottleError("sidecar-failed", `The agent's sandbox did not start (${how}): ${words.trim()}`),
    );
  });
  ready.promise.catch(() => undefined);
  const interrupted = (): void => ready.reject(signal.reason);
  signal.addEventListener("abort", interrupted, { once: true });
  try {
    await ready.promise;
  } finally {
    signal.removeEventListener("abort", interrupted);
  }
  await rename(join(paths.door, COMMANDS), paths.commands);
  await checkpoint("opened agent");
}

function watching(path: string, see: (name: string | null) => void): Disposable {
  const watcher = watch(path, (_, name) => see(name));
  return { [Symbol.dispose]: () => watcher.close() };
}
