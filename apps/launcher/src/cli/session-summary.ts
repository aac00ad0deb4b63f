import type { Backend } from "../backend/backend.ts";
import type { Plan } from "../core/plan.ts";
import { refusalSummary } from "../log/summary.ts";
import { tallyOf } from "../log/tally-of.ts";

const PATIENCE_MS = 2_000;

/** What an ending session was refused, read while its sidecars are still there; null: nothing, or they do not say. */
export async function sessionSummary(backend: Backend, { identity, agent }: Plan): Promise<string | null> {
  try {
    return refusalSummary(await tallyOf(backend, identity, AbortSignal.timeout(PATIENCE_MS)), agent);
  } catch {
    // The session's own end matters more than its summary
    return null;
  }
}
