import { createInterface } from "node:readline";
import { endOf, run } from "./run.ts";
import type { Order } from "./order.ts";

/** Two pipes would lose the order of what a command says. */
const ON_ONE_PIPE = 'exec 2>&1 </dev/null; exec "$@"';

/** Runs a command that nobody listens to; `say` takes each line that it writes, and at last how it ended. */
export async function runInBackground(
  { command, environment }: Order,
  say: (line: string) => void,
): Promise<void> {
  const child = run({ command: ["/bin/sh", "-c", ON_ONE_PIPE, "sh", ...command], environment, size: null });
  child.stdin?.end();
  const ended = endOf(child);
  if (child.stdout !== null) for await (const line of createInterface({ input: child.stdout })) say(line);
  say(`The command ended with status ${await ended}`);
}
