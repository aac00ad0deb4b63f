import { BottleError } from "@claude-bottle/shared";
import type { Outcome } from "./operator.ts";

export const refused = (reason: string, hint: string | null = null): Outcome => ({ ok: false, reason, hint });

/** What is refused in words is an outcome; only what the operator asked for by a wrong name is thrown. */
export async function outcomeOf(work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof BottleError) || error.code === "unknown-proposal") throw error;
    return refused(error.message, error.hint ?? null);
  }
}
