import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Plan } from "../../core/plan.ts";

/** What a run directory says of its bottle: enough to list it without asking anybody else. */
const factsSchema = z.strictObject({
  identity: z.string(),
  agent: z.string(),
  bottle: z.string(),
  cwd: z.string(),
  startedAt: z.string(),
});
export type BottleFacts = z.infer<typeof factsSchema>;

export function factsOf({ identity, agent, bottle, cwd, startedAt }: Plan): BottleFacts {
  return { identity, agent, bottle, cwd, startedAt };
}

/** Null where it is not there yet, or torn. */
export async function readFacts(path: string): Promise<BottleFacts | null> {
  try {
    return factsSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return null;
  }
}
