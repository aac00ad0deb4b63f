import {
  answer,
  appliedArrives,
  detailArrives,
  editArrives,
  outcomeArrives,
  overviewArrives,
  previewArrives,
} from "./arrivals.ts";
import { type DashboardEvent, type Key, type Step, step } from "./event.ts";
import { back, open, say, scroll, shown } from "./moves.ts";
import { overviewCharacter, overviewKey } from "./overview-keys.ts";
import { confirmEvent, detailCharacter, editedEvent, rejectEvent } from "./proposal-keys.ts";
import { KEPT_DECISIONS, type State, type View } from "./state.ts";

/** What the dashboard becomes by an event, and what is to be done outside. */
export function update(state: State, event: DashboardEvent): Step {
  switch (event.type) {
    case "key":
      return keyPressed(state, event.key);
    case "character":
    case "paste":
      return state.waiting === null ? typed(state, event) : step(state);
    case "resize":
      return step({ ...state, size: event.size });
    case "overview":
      return overviewArrives(state, event.overview);
    case "decision":
      return step({ ...state, decisions: [...state.decisions, event.decision].slice(-KEPT_DECISIONS) });
    case "detail":
      return detailArrives(state, event.detail, event.ticket);
    case "audit":
      return answer(state, event.ticket, (ready) =>
        open(ready, { name: "audit", identity: event.identity, logs: event.logs, scroll: 0 }),
      );
    case "file":
      return answer(state, event.ticket, (ready) => ready, { type: "edit", edit: event.edit });
    case "unavailable":
      return answer(state, event.ticket, (ready) => say(ready, "bad", event.reason));
    case "edited":
      return editArrives(state, event);
    case "previewed":
      return previewArrives(state, event);
    case "outcome":
      return outcomeArrives(state, event);
    case "applied":
      return appliedArrives(state, event);
  }
}

function keyPressed(state: State, key: Key): Step {
  if (key === "interrupt") return step(state, { type: "quit" });
  if (state.waiting !== null) return step(key === "escape" ? { ...state, waiting: null } : state);
  const view = shown(state);
  if (view === undefined) return overviewKey(state, key);
  if (key === "escape") return step(escaped(state, view));
  const moved = scroll(state, view, key);
  return moved === null ? typed(state, { type: "key", key }) : step(moved);
}

/** Out of the line that is being typed, else out of the view. */
function escaped(state: State, view: View): State {
  if (view.name !== "confirm" || !view.noting) return back(state);
  return open(back(state), { ...view, noting: false, input: "" });
}

function typed(state: State, event: DashboardEvent): Step {
  const view = shown(state);
  switch (view?.name) {
    case "confirm":
      return confirmEvent(state, view, event);
    case "reject":
      return rejectEvent(state, view, event);
    case "edited":
      return editedEvent(state, view, event);
    case undefined:
      return event.type === "character" ? overviewCharacter(state, event.character) : step(state);
    case "detail":
    case "audit":
    case "help":
      if (event.type !== "character") return step(state);
      if (event.character === "q") return step(back(state));
      return view.name === "detail" ? detailCharacter(state, view, event.character) : step(state);
  }
}
