import type { Backend } from "../backend/backend.ts";
import { stateHolder } from "../host/state-lock.ts";

/** A teardown takes some seconds; an engine that is slow to kill takes ten. */
const PATIENCE_MS = 60_000;

/**
 * Ends a bottle from outside. Where a launcher holds it, that one tears it down as when it is interrupted, and settles its
 * state (`settled`); what nobody holds is removed here.
 */
export async function endBottle(
  backend: Backend,
  stateDir: string,
  identity: string,
): Promise<{ settled: boolean }> {
  const holder = await stateHolder(stateDir);
  const settled = holder !== null && (await holder.end(PATIENCE_MS));
  await backend.stop(identity);
  return { settled };
}
