import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import type { World } from "../../tests/world/world.ts";

const program = readFileSync(join(import.meta.dirname, "agent-main.ts"), "utf8");
const lineSchema = z.object({ event: z.string(), at: z.number(), said: z.string().optional() });

/** An agent in a running bottle that does as it is told and says when it did. */
export interface BenchAgent extends AsyncDisposable {
  /** `propose HOST` calls the tool and waits; `ask HOST` asks the host until it is let through. */
  order(line: string): void;
  /** Milliseconds since the epoch, on the clock of this machine, at which the event came. Events come in any order. */
  at(event: string): Promise<number>;
}

export function agentIn(world: World, identity: string): BenchAgent {
  const child = world.spawn([
    "exec",
    identity,
    "--",
    "node",
    "--input-type=module-typescript",
    "-e",
    program,
  ]);
  const closed = once(child, "close");
  child.stderr.pipe(process.stderr);
  const waiting = new Map<string, PromiseWithResolvers<number>>();
  const of = (event: string): PromiseWithResolvers<number> => {
    const known = waiting.get(event) ?? Promise.withResolvers<number>();
    waiting.set(event, known);
    return known;
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    const { event, at, said } = lineSchema.parse(JSON.parse(line));
    if (event === "failed") for (const each of waiting.values()) each.reject(new Error(said));
    else of(event).resolve(at);
  });
  return {
    order: (line) => void child.stdin.write(`${line}\n`),
    async at(event) {
      const gone = closed.then(() => Promise.reject(new Error("the agent of the bench has ended")));
      const at = await Promise.race([of(event).promise, gone]);
      waiting.delete(event);
      return at;
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      child.kill("SIGINT");
      await closed;
    },
  };
}
