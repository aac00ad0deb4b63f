import type { EditableFile } from "../../operator/operator.ts";
import { type Key, type Step, step } from "./event.ts";
import { ask, open, say, scrolled } from "./moves.ts";
import { keyOf, linesOf, selectedIndex, type State } from "./state.ts";

/** A key in the overview. */
export function overviewKey(state: State, key: Key): Step {
  if (key === "tab") {
    return step({ ...state, panel: state.panel === "proposals" ? "bottles" : "proposals" });
  }
  if (key === "enter") return openSelected(state);
  const lines = linesOf(state, state.panel);
  const from = selectedIndex(state, state.panel);
  const page = Math.max(1, Math.floor(state.size.rows / 3));
  const to = scrolled(from, key, { page, end: lines.length - 1 });
  if (to === null) return step(state);
  const selection = { key: lines[to] ?? null, index: to };
  return step({ ...state, selected: { ...state.selected, [state.panel]: selection } });
}

/** A character typed in the overview. */
export function overviewCharacter(state: State, character: string): Step {
  switch (character) {
    case "q":
      return step(state, { type: "quit" });
    case "?":
      return step(open(state, { name: "help", scroll: 0 }));
    case "e":
      return edit(state, "routes");
    case "w":
      return edit(state, "allowlist");
    case "u":
      return audit(state);
    default:
      return step(state);
  }
}

function openSelected(state: State): Step {
  if (state.panel === "bottles") return audit(state);
  const ref = state.overview.proposals[selectedIndex(state, "proposals")];
  if (ref === undefined) return step(say(state, "plain", "Nothing is pending"));
  if (state.deciding.includes(keyOf(ref))) return step(say(state, "plain", "It is being decided"));
  return ask(state, (ticket) => ({ type: "load", ticket, ref: { identity: ref.identity, id: ref.id } }));
}

/** The bottle of the selected line, whichever panel it is in. */
function selectedIdentity(state: State): string | undefined {
  const index = selectedIndex(state, state.panel);
  return state.overview[state.panel][index]?.identity;
}

function audit(state: State): Step {
  const identity = selectedIdentity(state);
  if (identity === undefined) return step(say(state, "plain", "No bottle is selected"));
  return ask(state, (ticket) => ({ type: "audit", ticket, identity }));
}

function edit(state: State, file: EditableFile): Step {
  const identity = selectedIdentity(state);
  if (identity === undefined) return step(say(state, "plain", "No bottle is selected"));
  if (!state.overview.bottles.some((bottle) => bottle.identity === identity)) {
    return step(say(state, "bad", `${identity} no longer runs: there is no ${file} to edit`));
  }
  return ask(state, (ticket) => ({ type: "fetch", ticket, identity, file }));
}
