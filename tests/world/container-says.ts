import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

const PATIENCE_MS = 60_000;

/** Resolves once a container has printed a line with this, from its start on; throws with what it printed instead. */
export async function containerSays(container: string, wanted: string): Promise<void> {
  const following = spawn("docker", ["logs", "--follow", container], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: PATIENCE_MS,
  });
  const closed = once(following, "close");
  const printed: string[] = [];
  following.stderr.on("data", (chunk: Buffer) => printed.push(chunk.toString()));
  try {
    for await (const line of createInterface({ input: following.stdout })) {
      if (line.includes(wanted)) return;
      printed.push(line);
    }
  } finally {
    following.kill();
    await closed;
  }
  throw new Error(`${container} does not say ${wanted}: ${printed.join("\n")}`);
}
