import type { Response } from "@claude-bottle/shared/contracts";
import type { Limits } from "./limits.ts";
import type { Proposals } from "./proposals.ts";
import type { Timers } from "./timers.ts";

/** Whoever waits at the other end of a call. */
export interface Caller {
  /** Aborted when the client has gone. */
  signal: AbortSignal;
  /** Gives the client a sign of life after so many seconds; null: it did not ask for any. */
  progress: ((seconds: number) => void) | null;
}

export interface HoldOptions {
  proposals: Proposals;
  timers: Timers;
  limits: Limits;
}

/** Waits for a decision within bounds. null: none came while it waited. Leaves nothing behind, whichever way it ends. */
export async function hold(
  id: string,
  { signal, progress }: Caller,
  { proposals, timers, limits }: HoldOptions,
): Promise<Response | null> {
  const { promise, resolve } = Promise.withResolvers<Response | null>();
  const end = (): void => resolve(null);
  using held = new DisposableStack();
  const listening = proposals.listen(id, resolve);
  // The decision came in between: whoever called finds it where it lies
  if (listening === null) return null;
  held.use(listening);
  held.use(timers.after(progress === null ? limits.silentHold : limits.hold, end));
  if (progress !== null) {
    let seconds = 0;
    held.use(
      timers.every(limits.progress, () => {
        seconds += limits.progress / 1000;
        progress(seconds);
      }),
    );
    // At once, so that the client learns in what way it is waiting
    progress(0);
  }
  signal.addEventListener("abort", end);
  held.defer(() => signal.removeEventListener("abort", end));
  if (signal.aborted) end();
  return await promise;
}
