import { once } from "node:events";
import { join } from "node:path";
import type { Proposal, Response } from "@claude-bottle/shared/contracts";
import { readQueue, writeResponse } from "@claude-bottle/shared/queue";
import { nodeFiles } from "@claude-bottle/shared/service/node-files";
import type { World } from "./world.ts";

/** Who decides on what a bottle proposes, by its files alone. */
export interface Decider {
  /** The bottle's queue on this machine. */
  directory: string;
  /** What waits for an answer, oldest first. */
  pending: () => Promise<Proposal[]>;
  /** What waits once something does: supervise's log tells of it. */
  proposed(): Promise<Proposal>;
  answer(proposal: Proposal, notes: string): Promise<void>;
}

export function deciderOf(world: World, identity: string): Decider {
  const directory = join(world.home, "queue", identity);
  const pending = async (): Promise<Proposal[]> =>
    (await readQueue(nodeFiles, { directory, identity })).pending;
  return {
    directory,
    pending,
    async proposed() {
      const log = world.spawn(["logs", identity, "supervise", "--follow"]);
      const closed = once(log, "close");
      let said = "";
      try {
        for await (const chunk of log.stdout) {
          said += String(chunk);
          const [proposal] = said.includes("proposed") ? await pending() : [];
          if (proposal !== undefined) return proposal;
        }
      } finally {
        log.kill("SIGINT");
        await closed;
      }
      throw new Error(`nothing was proposed: ${said}`);
    },
    async answer({ id }, notes) {
      const response: Response = {
        version: 1,
        id,
        time: new Date().toISOString(),
        status: "approved",
        notes,
        changed: "it",
      };
      await writeResponse(nodeFiles, directory, response);
    },
  };
}

/** A call of one of supervise's tools as an agent's script makes it, without a client that waits by its own rules. */
export function toolCall(name: string, given: Record<string, string>): string {
  const params = { name, arguments: given };
  const message = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params });
  return mcpRequest(message);
}

export const toolList = mcpRequest(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }));

function mcpRequest(message: string): string {
  return `curl -sS http://supervise:9100/mcp -H 'content-type: application/json' -H 'accept: application/json, text/event-stream' --data-binary @- <<'JSON'
${message}
JSON`;
}
