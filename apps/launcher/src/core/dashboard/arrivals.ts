import type { Outcome, Overview, ProposalDetail, ProposalRef } from "../../operator/operator.ts";
import { type DashboardEvent, type Effect, type Step, step } from "./event.ts";
import { ask, back, become, open, say, shown } from "./moves.ts";
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
  // What was edited before, and left as it is now, is looked at anew
  const left = text ?? edit.text;
  if (left === (edit.of === "bottle" ? edit.before : edit.detail.editable?.text)) {
    const before = shown(state)?.name === "edited" ? back(state) : state;
    return step(say(before, "plain", "Nothing was changed in the editor; nothing was done"));
  }
  const drafted =
    edit.of === "bottle" ? state : onDetail(state, edit.detail, (view) => ({ ...view, draft: left }));
  const next = say(drafted, "plain", "Looking at what it would change …");
  return ask(next, (ticket) => ({ type: "preview", ticket, edit, text: left }));
}

type DetailView = View & { name: "detail" };

function onDetail(state: State, ref: ProposalRef, change: (view: DetailView) => DetailView): State {
  const views = state.views.map((view) =>
    view.name === "detail" && isOf(view.detail, ref) ? change(view) : view,
  );
  return { ...state, views };
}

/** What an edited text would do, as the question whether it should. */
export function previewArrives(
  state: State,
  { ticket, edit, text, review }: DashboardEvent & { type: "previewed" },
): Step {
  return answer(state, ticket, (ready) => {
    const top = shown(ready);
    if (edit.of === "bottle") {
      const view = { name: "edited", edit, text, review, scroll: 0 } as const;
      return top?.name === "edited"
        ? become(ready, { ...view, input: top.input })
        : open({ ...ready, status: null }, { ...view, input: "" });
    }
    if (typeof review === "string") {
      const failed = onDetail(ready, edit.detail, (view) => ({ ...view, failure: review, scroll: 0 }));
      return say(failed, "bad", `It cannot be put in force: ${review}`);
    }
    // It was brought up to date while the editor was open
    const detail = top?.name === "detail" && isOf(top.detail, edit.detail) ? top.detail : edit.detail;
    return open({ ...ready, status: null }, confirmation(detail, text, review));
  });
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
    const failed = onDetail(settled, ref, (view) => ({ ...view, failure, scroll: 0 }));
    return step(say(failed, "bad", `Still pending: ${failure}`));
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
    const next = say(ready, "bad", `Not in force, nothing was changed: ${failureOf(outcome)}`);
    const top = shown(ready);
    if (top?.name !== "edited" || top.edit.identity !== identity || top.edit.file !== file) return step(next);
    // What it would change may be another thing by now
    return ask(next, (again) => ({ type: "preview", ticket: again, edit: top.edit, text: top.text }));
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
