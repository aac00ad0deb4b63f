import { auditRecordSchema, responseSchema } from "@claude-bottle/shared/contracts";
import { z } from "zod";
import { targetSchema } from "./target.ts";

/** A decision that is being carried out: written before anything is touched, so that a crash leaves it to be finished. */
export const intentSchema = z.strictObject({
  /** null: nothing is put in force. */
  target: targetSchema.nullable(),
  record: auditRecordSchema,
  /** null: nobody waits for an answer. */
  response: responseSchema.nullable(),
});
export type Intent = z.infer<typeof intentSchema>;

/** A process, told from a later one of the same number. */
export const holderSchema = z.strictObject({ pid: z.int(), started: z.string() });
export type Holder = z.infer<typeof holderSchema>;

export const claimSchema = z.strictObject({
  version: z.literal(1),
  /** null: it left the rest to whoever comes next. */
  holder: holderSchema.nullable(),
  intent: intentSchema.nullable(),
});
export type ClaimFile = z.infer<typeof claimSchema>;
