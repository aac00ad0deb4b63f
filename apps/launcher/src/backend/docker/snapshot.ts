import { BottleError } from "@claude-bottle/shared";
import { agentUser } from "../../provision/agent-user.ts";
import { CHANGED, SNAPSHOT_SCRIPT } from "../snapshot-script.ts";
import { frames } from "./demultiplex.ts";
import type { Engine } from "./engine-words.ts";

const WORDS = 2_000;

interface Wanted {
  container: string;
  directory: string;
  signal: AbortSignal;
}

/**
 * A tar of a directory in the agent as its user sees it; no byte where there is none. What gVisor keeps of the root file
 * system in memory, the engine's archives do not show.
 */
export async function* snapshotOf(
  engine: Pick<Engine, "exec">,
  { container, directory, signal }: Wanted,
): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const { stream, exitCode } = await engine.exec(container, {
    command: ["/bin/sh", "-c", SNAPSHOT_SCRIPT, directory],
    user: `${agentUser.uid}:${agentUser.gid}`,
    environment: {},
    tty: false,
  });
  const cut = (): void => void stream.destroy();
  signal.addEventListener("abort", cut, { once: true });
  let words = "";
  try {
    stream.end();
    for await (const { stream: from, bytes } of frames(stream)) {
      if (from === "stdout") yield bytes;
      else if (words.length < WORDS) words += bytes.toString();
    }
  } finally {
    signal.removeEventListener("abort", cut);
    stream.destroy();
    signal.throwIfAborted();
  }
  const status = await exitCode();
  if (status <= CHANGED) return;
  throw new BottleError(
    "engine-failed",
    `Could not read "${directory}" in the agent (${status}): ${words.trim()}`,
  );
}
