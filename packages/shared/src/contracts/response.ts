import { z } from "zod";
import { proposalIdSchema } from "./proposal.ts";
import { plainText, timeSchema } from "./text.ts";

const LONGEST_NOTES = 4_000;
const LONGEST_CHANGE = 256 * 1024;

const head = {
  version: z.literal(1),
  /** Of the proposal. */
  id: proposalIdSchema,
  time: timeSchema,
  /** The operator's words to the agent; may be empty. */
  notes: plainText(LONGEST_NOTES),
};

/** What was changed, for the agent to read: a unified diff or a sentence. */
const changed = plainText(LONGEST_CHANGE);

/** operator → supervise → agent: the decision on one proposal, written once what it says is in force. */
export const responseSchema = z.discriminatedUnion("status", [
  z.strictObject({ ...head, status: z.literal("approved"), changed }),
  z.strictObject({ ...head, status: z.literal("modified"), changed }),
  z.strictObject({ ...head, status: z.literal("rejected") }),
]);
export type Response = z.infer<typeof responseSchema>;
