import type { Backend } from "../backend/backend.ts";
import type { Plan } from "../core/plan.ts";
import { refusalSummary } from "../log/summary.ts";
import { count, emptyTally } from "../log/tally.ts";

const PATIENCE_MS = 2_000;

/** What an ending session was refused, read while its sidecars are still there; null: nothing, or they do not say. */
export async function sessionSummary(backend: Backend, { identity, agent }: Plan): Promise<string | null> {
  const tally = emptyTally();
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    for await (const line of backend.logs(identity, { service: null, follow: false, signal }))
      count(tally, line);
  } catch {
    // The session's own end matters more than its summary
    return null;
  }
  return refusalSummary(tally, agent);
}
