import type { Outcome, Overview, ProposalDetail, ProposalRef } from "../../operator/operator.ts";
import { type DashboardEvent, type Effect, type Step, step } from "./event.ts";
import { back, become, open, say, shown } from "./moves.ts";
import { confirmation } from "./proposal-keys.ts";
import { keyOf, linesOf, selectedIndex, type Panel, type Selection, type State, type View } from "./state.ts";

/** A new look at everything; the selection stays on what it was on. */
export function overviewArrives(state: State, overview: Overview): Step {
  const listed = new Set(overview.proposals.map(keyOf));
  const decided = state.decided.filter((key) => listed.has(key));
  const proposals = overview.proposals.filter((each) => !decided.includes(keyOf(each)));
  const next = reselect({ ...state, decided, overview: { ...overview, proposals } });
  const refreshed = next.views.findLast((view) => view.name === "detail")?.detail;
  if (refreshed === undefined || !listed.has(keyOf(refreshed))) return step(next);
  const { identity, id } = refreshed;
  return step(next, { type: "load", ticket: null, ref: { identity, id } });
}

function reselect(state: State): State {
  const select = (panel: Panel): Selection => {
    const index = Math.max(0, selectedIndex(state, panel));
    return { key: linesOf(state, panel)[index] ?? null, index };
  };
  return { ...state, selected: { proposals: select("proposals"), bottles: select("bottles") } };
}

/** A proposal that was asked for, or one that is shown as it is now. */
export function detailArrives(state: State, detail: ProposalDetail, ticket: number | null): Step {
  if (ticket !== null) {
    if (ticket !== state.waiting) return step(state);
    const view: View = { name: "detail", detail, scroll: 0, failure: null, draft: null };
    return step(open({ ...state, waiting: null }, view));
  }
  const top = shown(state);
  const isOutdated =
    top?.name === "confirm" && isOf(top.detail, detail) && opens(top.detail) !== opens(detail);
  const views = state.views.map((view) =>
    (view.name === "detail" || view.name === "confirm") && isOf(view.detail, detail)
      ? { ...view, detail }
      : view,
  );
  const next = { ...state, views };
  if (!isOutdated) return step(next);
  return step(say(back(next), "bad", "What approving does has changed meanwhile: look again"));
}

const isOf = (one: ProposalRef, other: ProposalRef): boolean => keyOf(one) === keyOf(other);

/** All that the question whether to approve is about. */
const opens = ({ diff, stale, warnings, mustType }: ProposalDetail): string =>
  JSON.stringify([diff, stale, warnings, mustType]);

/** What the editor left behind. */
export function editArrives(state: State, { edit, text, reason }: DashboardEvent & { type: "edited" }): Step {
  if (reason !== null) return step(say(state, "bad", reason));
  if (text === null || text === edit.text) {
    return step(say(state, "plain", "Nothing was changed in the editor; nothing was done"));
  }
  const next = { ...state, status: null };
  const top = shown(next);
  if (edit.of === "bottle") {
    const view: View = { name: "edited", edit, text, input: "", scroll: 0 };
    return step(top?.name === "edited" ? become(next, view) : open(next, view));
  }
  // It was brought up to date while the editor was open
  const detail = top?.name === "detail" && isOf(top.detail, edit.detail) ? top.detail : edit.detail;
  return step(open(next, confirmation(detail, text)));
}

/** What became of a decision. A failed one leaves the proposal where it was, with the reason in it. */
export function outcomeArrives(
  state: State,
  { ref, did, outcome }: DashboardEvent & { type: "outcome" },
): Step {
  const key = keyOf(ref);
  const settled = { ...state, deciding: state.deciding.filter((each) => each !== key) };
  if (!outcome.ok) {
    const failure = failureOf(outcome);
    const views = settled.views.map((view) =>
      view.name === "detail" && isOf(view.detail, ref) ? { ...view, failure, scroll: 0 } : view,
    );
    return step(say({ ...settled, views }, "bad", `Still pending: ${failure}`));
  }
  const views = settled.views.filter((view) => !isAbout(view, ref));
  const overview = {
    ...settled.overview,
    proposals: settled.overview.proposals.filter((each) => keyOf(each) !== key),
  };
  const next = reselect({ ...settled, views, overview, decided: [...settled.decided, key] });
  return step(say(next, "good", `${did} in ${ref.identity}${nextOf(outcome)}`));
}

function isAbout(view: View, ref: ProposalRef): boolean {
  if (view.name === "reject") return isOf(view.row, ref);
  return (view.name === "detail" || view.name === "confirm") && isOf(view.detail, ref);
}

/** What became of an edited file. */
export function appliedArrives(state: State, event: DashboardEvent & { type: "applied" }): Step {
  const { identity, file, outcome, ticket } = event;
  const where = `the edited ${file} in ${identity}`;
  const ready = { ...state, waiting: ticket === state.waiting ? null : state.waiting };
  if (!outcome.ok) {
    return step(say(ready, "bad", `Not in force, nothing was changed: ${failureOf(outcome)}`));
  }
  const views = ready.views.filter(
    (view) => view.name !== "edited" || view.edit.identity !== identity || view.edit.file !== file,
  );
  return step(say({ ...ready, views }, "good", `In force: ${where}${nextOf(outcome)}`));
}

const failureOf = ({ reason, hint }: Outcome & { ok: false }): string =>
  hint === null ? reason : `${reason} (${hint})`;

const nextOf = ({ next }: Outcome & { ok: true }): string => (next === null ? "" : `; next: ${next}`);

/** What was asked for came, or did not, and this is what follows. */
export function answer(
  state: State,
  ticket: number,
  then: (state: State) => State,
  ...effects: Effect[]
): Step {
  if (ticket !== state.waiting) return step(state);
  return step(then({ ...state, waiting: null }), ...effects);
}
