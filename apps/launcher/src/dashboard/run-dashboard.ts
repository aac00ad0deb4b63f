import type { DashboardEvent, Effect } from "../core/dashboard/event.ts";
import { render } from "../core/dashboard/render.ts";
import { initialState } from "../core/dashboard/state.ts";
import { update } from "../core/dashboard/update.ts";
import { carryOut, type Outside } from "./carry-out.ts";
import type { Screen, ScreenOptions } from "./screen.ts";
import { watchOperator } from "./watch-operator.ts";

/** Milliseconds until an operator that failed is asked again. */
const RETRY = 2_000;

export interface DashboardOptions {
  operator: Outside["operator"];
  openScreen(options: ScreenOptions): Screen;
  /** Opens an editor on the terminal. */
  edit: Outside["edit"];
  colour: boolean;
  /** Tells what comes of a decision that outlasts the screen. */
  notice(text: string): void;
  /** Ends it. */
  signal: AbortSignal;
}

/** Shows the bottles until the operator leaves. What is being put in force at that time is waited for. */
export async function runDashboard(options: DashboardOptions): Promise<void> {
  const { operator, edit, colour } = options;
  const leaving = new AbortController();
  const ended = AbortSignal.any([options.signal, leaving.signal]);
  const end = Promise.withResolvers<void>();
  ended.addEventListener("abort", () => end.resolve(), { once: true });
  if (ended.aborted) return;

  const decisions = new Set<Promise<void>>();
  let lent: Promise<unknown> = Promise.resolve();
  let state = initialState;
  let screen: Screen | null = null;
  const act = async (effect: Effect): Promise<void> => {
    const event = await carryOut(effect, outside);
    if (event !== null) hear(event);
  };
  const hear = (event: DashboardEvent): void => {
    // Nothing more is begun by who has left
    if (ended.aborted && isTyped(event)) return;
    const { state: next, effects } = update(state, event);
    state = next;
    screen?.refresh();
    for (const effect of effects) {
      const work = act(effect);
      if (isDecision(effect)) void track(decisions, work);
    }
  };
  // Told of its size while it opens
  const opened = options.openScreen({ paint: (size) => render(state, size), hear, colour });
  screen = opened;
  const outside: Outside = {
    operator,
    edit(file) {
      const work = opened.lend(() => edit(file));
      lent = work.catch(() => undefined);
      return work;
    },
    quit: () => leaving.abort(),
  };
  const watching = watchOperator(operator, { hear, signal: ended, retry: RETRY });
  try {
    await Promise.race([end.promise, opened.closed]);
  } finally {
    leaving.abort();
    // A terminal is not taken from an editor
    await lent;
    await opened[Symbol.asyncDispose]();
  }
  await watching;
  if (decisions.size === 0) return;
  options.notice("Waiting for what is being decided; no bottle is left half-way");
  await Promise.all(decisions);
  options.notice(state.status?.text ?? "");
}

const isTyped = ({ type }: DashboardEvent): boolean => ["key", "character", "paste"].includes(type);

const isDecision = ({ type }: Effect): boolean => ["approve", "reject", "apply"].includes(type);

async function track(set: Set<Promise<void>>, work: Promise<void>): Promise<void> {
  set.add(work);
  await work.finally(() => set.delete(work));
}
