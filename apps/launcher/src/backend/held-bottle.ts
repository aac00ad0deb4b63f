import { agentCommand, hasTask } from "../provision/agent-command.ts";
import type { Bottle, Streams } from "./backend.ts";
import type { Order } from "./launch-step.ts";

/** What a session runs, with the values that only the agent has. */
interface SessionCommand {
  command: string[];
  environment: Record<string, string>;
}

interface Ways {
  attach: (what: SessionCommand, streams: Streams) => Promise<number>;
  /** Starts it where nobody listens. */
  startInBackground: (what: SessionCommand) => Promise<void>;
  /** Lets go of what would end with this process. */
  release?: () => void;
}

/** A launched bottle: disposal undoes what it holds, unless it was left running. */
export function heldBottle(
  { plan, secrets }: Pick<Order, "plan" | "secrets">,
  ways: Ways,
  held: AsyncDisposableStack,
): Bottle {
  const session = (): SessionCommand => ({
    command: agentCommand(plan),
    environment: Object.fromEntries([...secrets.env].map(([name, secret]) => [name, secret.reveal()])),
  });
  let left = false;
  let disposal: Promise<void> | null = null;
  return {
    identity: plan.identity,
    attach: (streams) => ways.attach(session(), streams),
    async detach() {
      if (hasTask(plan)) await ways.startInBackground(session());
      ways.release?.();
      left = true;
    },
    [Symbol.asyncDispose]() {
      if (left) return Promise.resolve();
      disposal ??= held.disposeAsync();
      return disposal;
    },
  };
}
