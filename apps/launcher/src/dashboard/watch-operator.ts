import { setTimeout as pause } from "node:timers/promises";
import type { DashboardEvent } from "../core/dashboard/event.ts";
import type { Operator, Overview } from "../operator/operator.ts";
import { wordsOf } from "./words-of.ts";

/** Milliseconds until what failed is tried again. */
const RETRY = 2_000;

/** Tells of everything that changes, until the signal; what fails is shown and tried again. */
export async function watchOperator(
  operator: Operator,
  hear: (event: DashboardEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  const look = oneAtATime(async () => {
    const overview = await operator.look().catch(async (error: unknown) => {
      void again();
      return nothingBut(wordsOf(error));
    });
    if (!signal.aborted) hear({ type: "overview", overview });
  });
  const again = async (): Promise<void> => {
    if (await passed(signal)) await look();
  };
  await Promise.all([
    persist(signal, async () => {
      const changes = following(operator.changes(signal), () => void look());
      // After the watch began, so that nothing falls between the two
      await look();
      await changes;
    }),
    persist(signal, () =>
      following(operator.decisions(signal), (decision) => hear({ type: "decision", decision })),
    ),
  ]);
}

const nothingBut = (trouble: string): Overview => ({ bottles: [], proposals: [], trouble: [trouble] });

async function following<T>(source: AsyncIterable<T>, tell: (value: T) => void): Promise<void> {
  for await (const value of source) tell(value);
}

/** Does the work again each time that it ends or fails, until the signal. */
async function persist(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  do await work().catch(() => undefined);
  while (await passed(signal));
}

/** False: the signal came first. */
async function passed(signal: AbortSignal): Promise<boolean> {
  return await pause(RETRY, true, { signal }).catch(() => false);
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
