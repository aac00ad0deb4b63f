import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bottleRow,
  proposalDetail,
  proposalRow,
  requestDecision,
  routesDetail,
  sampleOverview,
} from "../../dashboard/testing/samples.ts";
import type { Outcome, Overview } from "../../operator/operator.ts";
import type { DashboardEvent, Effect, Key } from "./event.ts";
import { cells } from "./fit.ts";
import { render } from "./render.ts";
import { type Size, textOf } from "./row.ts";
import { initialState, type State } from "./state.ts";
import { update } from "./update.ts";

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom(
    "\u001b[2J",
    "a\r\u202eb\u200bc",
    "漢字かな交じり文",
    "👩‍👩‍👧‍👦".repeat(9),
    "x".repeat(300),
    "\t\n\n",
  ),
);
const keys: Key[] = [
  "up",
  "down",
  "pageUp",
  "pageDown",
  "home",
  "end",
  "enter",
  "escape",
  "tab",
  "backspace",
  "clear",
  "interrupt",
];
const size: fc.Arbitrary<Size> = fc.record({ columns: fc.nat(120), rows: fc.nat(50) });
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({ ok: fc.constant(true as const), changed: hostile, next: fc.option(hostile) }),
  fc.record({ ok: fc.constant(false as const), reason: hostile, hint: fc.option(hostile) }),
);
const overview: fc.Arbitrary<Overview> = fc.record({
  bottles: fc.array(
    fc.tuple(hostile, fc.option(hostile)).map(([identity, trouble]) => bottleRow(identity, { trouble })),
    { maxLength: 30 },
  ),
  proposals: fc.array(
    fc.oneof(
      fc.constantFrom(...sampleOverview.proposals),
      fc
        .tuple(hostile, hostile, fc.boolean())
        .map(([identity, summary, isAlive]) => proposalRow({ identity, summary, isAlive })),
    ),
    { maxLength: 30 },
  ),
  trouble: fc.array(hostile, { maxLength: 5 }),
});
const detail = fc.oneof(
  fc.constant(routesDetail),
  fc
    .tuple(hostile, hostile, fc.array(hostile, { maxLength: 3 }), fc.option(hostile))
    .map(([justification, diff, warnings, stale]) =>
      proposalDetail({ justification, diff, warnings, stale }),
    ),
);

/** What answers an effect, whatever an operator may give. */
const answers = fc.record({
  detail,
  outcome,
  text: fc.option(hostile),
  reason: fc.option(hostile),
  words: hostile,
});
type Answers = typeof answers extends fc.Arbitrary<infer T> ? T : never;

function answerTo(effect: Effect, given: Answers): DashboardEvent[] {
  switch (effect.type) {
    case "load":
      return [{ type: "detail", ticket: effect.ticket, detail: given.detail }];
    case "audit": {
      const { identity, ticket } = effect;
      const logs = [{ identity, component: "pipelock" as const, entries: [], broken: given.text }];
      return [{ type: "audit", ticket, identity, logs }];
    }
    case "fetch": {
      const { identity, file, ticket } = effect;
      const edit = {
        of: "bottle" as const,
        identity,
        file,
        fileName: "f",
        before: given.words,
        text: given.words,
      };
      return [{ type: "file", ticket, edit }];
    }
    case "edit":
      return [{ type: "edited", edit: effect.edit, text: given.text, reason: given.reason }];
    case "preview": {
      const { ticket, edit, text } = effect;
      const { diff, warnings, mustType } = given.detail;
      const review = given.reason ?? { diff, warnings, mustType };
      return [{ type: "previewed", ticket, edit, text, review }];
    }
    case "approve":
    case "reject":
      return [{ type: "outcome", ref: effect.ref, did: "Approved", outcome: given.outcome }];
    case "apply": {
      const { ticket, identity, file } = effect;
      return [{ type: "applied", ticket, identity, file, outcome: given.outcome }];
    }
    case "quit":
      return [];
  }
}

const event: fc.Arbitrary<DashboardEvent> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...keys).map((key) => ({ type: "key" as const, key })) },
  {
    weight: 8,
    arbitrary: fc
      .constantFrom(...Array.from("amrewu?qynTRACKER_TOKEN"))
      .map((character) => ({ type: "character" as const, character })),
  },
  hostile.map((text) => ({ type: "paste" as const, text })),
  fc.constant({ type: "paste" as const, text: "TRACKER_TOKEN" }),
  size.map((each) => ({ type: "resize" as const, size: each })),
  overview.map((each) => ({ type: "overview" as const, overview: each })),
  fc.constant({ type: "overview" as const, overview: sampleOverview }),
  hostile.map((path) => ({
    type: "decision" as const,
    decision: requestDecision({ path, verdict: "deny" }),
  })),
);

function expectFits(state: State, { columns, rows }: Size): void {
  const shown = render(state, { columns, rows }).map(textOf);
  expect(shown.length).toBeLessThanOrEqual(rows);
  for (const line of shown) {
    expect(cells(line)).toBeLessThanOrEqual(columns);
    expect(line).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  }
}

test("F48 whatever happens, at whatever size: nothing throws, nothing is larger than the screen, no control character is shown", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(event, size, answers), { maxLength: 30 }), (happenings) => {
      let state = initialState;
      for (const [happening, at, given] of happenings) {
        const waiting: DashboardEvent[] = [happening];
        for (let each = waiting.shift(); each !== undefined; each = waiting.shift()) {
          const { state: next, effects } = update(state, each);
          state = next;
          waiting.push(...effects.flatMap((effect) => answerTo(effect, given)));
        }
        expectFits(state, at);
        expectFits(state, state.size);
      }
    }),
    { numRuns: 50 },
  );
});

/** Those events that lead somewhere, so that some of them lead to an approval. */
const purposeful: fc.Arbitrary<DashboardEvent> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .constantFrom<Key>("enter", "enter", "down", "end", "escape")
      .map((key) => ({ type: "key" as const, key })),
  },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(...Array.from("aamyyn"))
      .map((character) => ({ type: "character" as const, character })),
  },
  fc.constant({ type: "paste" as const, text: "TRACKER_TOKEN" }),
  fc
    .constantFrom(sampleOverview, sampleOverview, initialState.overview)
    .map((each) => ({ type: "overview" as const, overview: each })),
);

test("F48 nothing is approved that was not pending, alive, confirmed, and typed where it must be", () => {
  let approved = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(purposeful, answers), { minLength: 100, maxLength: 150 }), (happenings) => {
      let { state } = update(initialState, { type: "overview", overview: sampleOverview });
      for (const [happening, given] of happenings) {
        const before = state;
        const { state: next, effects } = update(state, happening);
        state = next;
        for (const effect of effects) {
          if (effect.type === "approve") {
            approved += 1;
            expect(happening).toEqual({ type: "character", character: "y" });
            const view = before.views.at(-1);
            if (view?.name !== "confirm") throw new Error("it was not asked about");
            const row = before.overview.proposals.find(({ id }) => id === effect.ref.id);
            expect(row?.isAlive).toBe(true);
            expect(effect.approval.seen).toBe(view.preview.diff);
            for (const reference of view.preview.mustType) expect(effect.approval.typed).toContain(reference);
          }
          for (const answer of answerTo(effect, given)) state = update(state, answer).state;
        }
      }
    }),
    { seed: 6, numRuns: 50 },
  );
  expect(approved).toBeGreaterThan(10);
});
