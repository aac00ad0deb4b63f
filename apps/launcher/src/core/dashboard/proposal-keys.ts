import type { Preview, ProposalRef } from "../../operator/operator.ts";
import { type DashboardEvent, type Step, step } from "./event.ts";
import { ask, back, become, isAtEnd, open, say } from "./moves.ts";
import {
  type ConfirmView,
  type EditedView,
  keyOf,
  pendingRow,
  type State,
  untyped,
  type View,
} from "./state.ts";
import { typing } from "./typing.ts";

const refOf = ({ identity, id }: ProposalRef): ProposalRef => ({ identity, id });

/** Why this proposal cannot be decided now, or null. */
function obstacle(state: State, ref: ProposalRef, puts: "in force" | "aside"): string | null {
  if (state.deciding.includes(keyOf(ref))) return "It is being decided";
  const row = pendingRow(state, ref);
  if (row === undefined) return "It is no longer pending";
  if (puts === "in force" && !row.isAlive) {
    return `${row.identity} no longer runs: nothing can be put in force there; reject it with r`;
  }
  return null;
}

/** A character typed at the proposal itself. */
export function detailCharacter(state: State, view: View & { name: "detail" }, character: string): Step {
  const { detail } = view;
  const puts = character === "r" ? "aside" : "in force";
  const because = "amr".includes(character) ? obstacle(state, detail, puts) : null;
  if (because !== null) return step(say(state, "bad", because));
  switch (character) {
    case "a":
      return step(open(state, confirmation(view.detail, null, view.detail)));
    case "m": {
      if (detail.editable === null)
        return step(say(state, "bad", "A proposal of this kind cannot be modified"));
      const text = view.draft ?? detail.editable.text;
      return step(state, { type: "edit", edit: { of: "proposal", detail, ...detail.editable, text } });
    }
    case "r":
      return step(open(state, { name: "reject", row: detail, input: "", scroll: 0 }));
    case "?":
      return step(open(state, { name: "help", scroll: 0 }));
    default:
      return step(state);
  }
}

export function confirmation(
  detail: ConfirmView["detail"],
  text: string | null,
  { diff, warnings, mustType }: Preview,
): ConfirmView {
  return {
    name: "confirm",
    detail,
    text,
    preview: { diff, warnings, mustType },
    typed: [],
    notes: "",
    noting: false,
    input: "",
    scroll: 0,
    isRead: false,
  };
}

/** Whatever is typed at the question whether to approve. */
export function confirmEvent(state: State, view: ConfirmView, event: DashboardEvent): Step {
  const [wanted] = untyped(view);
  if (wanted !== undefined || view.noting) {
    const input = typing(view.input, event);
    if (input !== null) return step(become(state, { ...view, input }));
    if (event.type !== "key" || event.key !== "enter") return step(state);
    if (wanted === undefined) {
      return step(become(state, { ...view, notes: view.input.trim(), noting: false, input: "" }));
    }
    return view.input === wanted
      ? step(become(state, { ...view, typed: [...view.typed, wanted], input: "" }))
      : step(say(become(state, { ...view, input: "" }), "bad", `That is not ${wanted}`));
  }
  if (event.type !== "character") return step(state);
  switch (event.character) {
    case "y":
      if (view.isRead || isAtEnd(state, view)) return approve(state, view);
      return step(say(state, "bad", "There is more below: go to its end first (End)"));
    case "n":
      return step(back(state));
    case "w":
      return step(become(state, { ...view, noting: true, input: view.notes }));
    default:
      return step(state);
  }
}

function approve(state: State, { detail, text, preview, typed, notes }: ConfirmView): Step {
  const because = obstacle(state, detail, "in force");
  if (because !== null) return step(say(state, "bad", because));
  const ref = refOf(detail);
  const views = back(state).views.map((view) => (view.name === "detail" ? { ...view, draft: text } : view));
  return step(deciding({ ...state, views }, ref, "Putting it in force in"), {
    type: "approve",
    ref,
    approval: { notes, text, typed: [...typed], seen: preview.diff },
  });
}

/** Whatever is typed at the question why. */
export function rejectEvent(state: State, view: View & { name: "reject" }, event: DashboardEvent): Step {
  const input = typing(view.input, event);
  if (input !== null) return step(become(state, { ...view, input }));
  if (event.type !== "key" || event.key !== "enter") return step(state);
  const notes = view.input.trim();
  if (notes === "") return step(say(state, "bad", "Give a reason: the agent goes by it"));
  const because = obstacle(state, view.row, "aside");
  if (because !== null) return step(say(state, "bad", because));
  const ref = refOf(view.row);
  return step(deciding(back(state), ref, "Rejecting it in"), { type: "reject", ref, notes });
}

function deciding(state: State, ref: ProposalRef, words: string): State {
  return say({ ...state, deciding: [...state.deciding, keyOf(ref)] }, "plain", `${words} ${ref.identity} …`);
}

/** Whatever is typed at the question whether an edited file is put in force. */
export function editedEvent(state: State, view: EditedView, event: DashboardEvent): Step {
  const input = typing(view.input, event);
  if (input !== null) return step(become(state, { ...view, input }));
  if (event.type !== "key") return step(state);
  if (event.key === "tab") return step(state, { type: "edit", edit: { ...view.edit, text: view.text } });
  if (event.key !== "enter") return step(state);
  if (typeof view.review === "string")
    return step(say(state, "bad", "It cannot be put in force as it is: edit it again with tab"));
  const { identity, file } = view.edit;
  const words = `Putting the edited ${file} in force in ${identity} …`;
  const edited = { text: view.text, notes: view.input.trim(), seen: view.review.diff };
  return ask(say(state, "plain", words), (ticket) => ({ type: "apply", ticket, identity, file, edited }));
}
