import { proposalIdSchema } from "../contracts/proposal.ts";

/** Where the reader of an answer puts it and its proposal. */
export const PROCESSED = "processed";

export type QueueFile = "proposal" | "response";

export const queueFileName = (id: string, file: QueueFile): string => `${id}.${file}.json`;

/** What a name in a queue stands for; null: it is none of ours. */
export function readQueueName(name: string): { id: string; file: QueueFile } | null {
  const [, id = "", file] = /^([^.]+)\.(proposal|response)\.json$/.exec(name) ?? [];
  if (!proposalIdSchema.safeParse(id).success) return null;
  return { id, file: file === "proposal" ? "proposal" : "response" };
}
