import { setTimeout as pause } from "node:timers/promises";
import type { DashboardEvent } from "../core/dashboard/event.ts";
import type { Operator, Overview } from "../operator/operator.ts";
import { wordsOf } from "./words-of.ts";

export interface WatchOptions {
  hear: (event: DashboardEvent) => void;
  signal: AbortSignal;
  /** Milliseconds until what failed is tried again. */
  retry: number;
}

/** Tells of everything that changes, until the signal; what fails is shown and tried again. */
export async function watchOperator(
  operator: Pick<Operator, "look" | "changes" | "decisions">,
  { hear, signal, retry }: WatchOptions,
): Promise<void> {
  /** False: the signal came first. */
  const passed = (): Promise<boolean> => pause(retry, true, { signal }).catch(() => false);
  /** Does the work again each time that it ends or fails, until the signal. */
  const persist = async (work: () => Promise<void>): Promise<void> => {
    do await work().catch(() => undefined);
    while (await passed());
  };
  const look = oneAtATime(async () => {
    const overview = await operator.look().catch(async (error: unknown) => {
      void again();
      return nothingBut(wordsOf(error));
    });
    if (!signal.aborted) hear({ type: "overview", overview });
  });
  const again = async (): Promise<void> => {
    if (await passed()) await look();
  };
  await Promise.all([
    persist(async () => {
      const changes = following(operator.changes(signal), () => void look());
      // After the watch began, so that nothing falls between the two
      await look();
      await changes;
    }),
    persist(() => following(operator.decisions(signal), (decision) => hear({ type: "decision", decision }))),
  ]);
}

const nothingBut = (trouble: string): Overview => ({ bottles: [], proposals: [], trouble: [trouble] });

async function following<T>(source: AsyncIterable<T>, tell: (value: T) => void): Promise<void> {
  for await (const value of source) tell(value);
}

/** Runs the work, and once more where it was asked for meanwhile, never twice at a time. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running = false;
  let wanted = false;
  return async () => {
    wanted = true;
    if (running) return;
    running = true;
    while (wanted) {
      wanted = false;
      await work();
    }
    running = false;
  };
}
