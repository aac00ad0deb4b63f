import { z } from "zod";

/** What is written of a launch before anything is created: enough to find it, list it and start it again. */
export const metadataSchema = z.strictObject({
  identity: z.string().min(1),
  agent: z.string().min(1),
  backend: z.string().min(1),
  cwd: z.string().min(1),
  copy_cwd: z.boolean(),
  started_at: z.iso.datetime(),
});
export type Metadata = z.infer<typeof metadataSchema>;

/** Whether the state of an ended session is kept, and why; null: it is deleted. */
export function keptBecause(ended: { status: number; marked: boolean }): string | null {
  if (ended.marked) return "a change of its image waits for the next start";
  return ended.status === 0 ? null : `the session ended with ${ended.status}`;
}
