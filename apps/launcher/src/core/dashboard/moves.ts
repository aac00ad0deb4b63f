import type { Status, State, View } from "./state.ts";
import { type Effect, type Key, type Step, step } from "./event.ts";
import { bodyRows } from "./body.ts";
import { bodyHeight } from "./frame.ts";
import { visible } from "./visible.ts";

export const say = (state: State, tone: Status["tone"], text: string): State => ({
  ...state,
  status: { tone, text: visible(text) },
});

/** The view on top; undefined: the overview itself. */
export const shown = (state: State): View | undefined => state.views.at(-1);

export const back = (state: State): State => ({ ...state, views: state.views.slice(0, -1) });

export const open = (state: State, view: View): State => ({ ...state, views: [...state.views, view] });

/** Puts another in the place of the view on top. */
export const become = (state: State, view: View): State => open(back(state), view);

/** Asks for something; what else is asked for or typed meanwhile would come to the wrong view. */
export function ask(state: State, effect: (ticket: number) => Effect): Step {
  const ticket = state.ticket;
  return step({ ...state, waiting: ticket, ticket: ticket + 1 }, effect(ticket));
}

/** How far a key scrolls; null: the key does not scroll. */
export function scrolled(
  from: number,
  key: Key,
  { page, end }: { page: number; end: number },
): number | null {
  const moves: Partial<Record<Key, number>> = {
    up: from - 1,
    down: from + 1,
    pageUp: from - page,
    pageDown: from + page,
    home: 0,
    end,
  };
  const to = moves[key];
  return to === undefined ? null : Math.max(0, Math.min(to, end));
}

/** The view with its text moved by this key; null: the key does not scroll. */
export function scroll(state: State, view: View, key: Key): State | null {
  const { page, end } = extent(state, view);
  const to = scrolled(Math.min(view.scroll, end), key, { page, end });
  if (to === null) return null;
  const isRead = view.name === "confirm" && (view.isRead || to === end);
  return become(state, view.name === "confirm" ? { ...view, scroll: to, isRead } : { ...view, scroll: to });
}

/** The last row of the view's text is on the screen. */
export const isAtEnd = (state: State, view: View): boolean => view.scroll >= extent(state, view).end;

function extent(state: State, view: View): { page: number; end: number } {
  const page = Math.max(1, bodyHeight(state, state.size));
  return { page, end: Math.max(0, bodyRows(state, view, state.size.columns).length - page) };
}
