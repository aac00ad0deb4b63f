import { describe, expect, test } from "vitest";
import {
  bottleRow,
  proposalDetail,
  proposalRow,
  requestDecision,
  routesDetail,
  sampleOverview,
} from "../../dashboard/testing/samples.ts";
import type { Outcome, Preview } from "../../operator/operator.ts";
import type { DashboardEvent, Effect, Key } from "./event.ts";
import { render } from "./render.ts";
import { textOf } from "./row.ts";
import { initialState, KEPT_DECISIONS } from "./state.ts";
import { update } from "./update.ts";

/** The dashboard, driven event by event. */
function sitDown(...events: DashboardEvent[]) {
  let state = initialState;
  const hear = (event: DashboardEvent): readonly Effect[] => {
    const { state: next, effects } = update(state, event);
    state = next;
    return effects;
  };
  const desk = {
    hear,
    press: (key: Key) => hear({ type: "key", key }),
    type: (text: string) => Array.from(text).flatMap((character) => hear({ type: "character", character })),
    /** Answers the one effect that asks what a text would do. */
    look([effect]: readonly Effect[], review: Preview | string) {
      if (effect?.type !== "preview") throw new Error("nobody asks what it would do");
      const { ticket, edit, text } = effect;
      return hear({ type: "previewed", ticket, edit, text, review });
    },
    screen: () => render(state, state.size).map(textOf).join("\n"),
    /** Opens the selected proposal, which is this one. */
    open(detail = proposalDetail()) {
      const [effect] = desk.press("enter");
      hear({ type: "detail", ticket: effect?.type === "load" ? effect.ticket : null, detail });
    },
  };
  for (const event of [{ type: "overview", overview: sampleOverview } as const, ...events]) hear(event);
  return desk;
}

const ok: Outcome = { ok: true, changed: "", next: null };
const ref = { identity: proposalRow().identity, id: proposalRow().id };
const routesRef = { identity: routesDetail.identity, id: routesDetail.id };

describe("the overview", () => {
  test("F48 proposals stand in the order given, with the marks of dead bottles", () => {
    const shown = sitDown().screen();
    expect(shown.indexOf("registry.example.com")).toBeLessThan(shown.indexOf("api.example.com"));
    expect(shown).toContain("old-2f9q8     bottle gone: 5f3a");
  });

  test("B29 an overview is shown as it comes, without a key", () => {
    const desk = sitDown();
    desk.hear({ type: "overview", overview: { ...sampleOverview, bottles: [bottleRow("late-9z9z9")] } });
    expect(desk.screen()).toContain("late-9z9z9");
  });

  test("B30 what the last action came to outlives every refresh and every decision", () => {
    const desk = sitDown({ type: "outcome", ref, did: "Approved", outcome: ok });
    desk.hear({ type: "overview", overview: { bottles: [], proposals: [], trouble: ["no engine"] } });
    desk.hear({ type: "decision", decision: requestDecision() });
    desk.press("tab");
    expect(desk.screen()).toContain("Approved in dev-4k2j9");
  });

  test("B31 what was decided is gone at once, also from an overview that was made before", () => {
    const desk = sitDown({ type: "outcome", ref, did: "Rejected", outcome: ok });
    const after = desk.screen();
    desk.hear({ type: "overview", overview: sampleOverview });
    for (const screen of [after, desk.screen()]) expect(screen).not.toContain("registry.example.com");
    expect(after).toContain("2 pending");
  });

  test("F48 a refresh leaves the selection on what it was on", () => {
    const desk = sitDown();
    desk.press("down");
    desk.hear({
      type: "overview",
      overview: { ...sampleOverview, proposals: [routesDetail, ...sampleOverview.proposals.slice(2)] },
    });
    expect(desk.screen()).toMatch(/^> .*review-7h1m3/m);
  });

  test(`F48 the last ${KEPT_DECISIONS} decisions are kept, of which those that fit are shown`, () => {
    const desk = sitDown();
    for (let index = 0; index < 3 * KEPT_DECISIONS; index += 1)
      desk.hear({ type: "decision", decision: requestDecision({ path: `/${index}` }) });
    expect(desk.screen()).toContain(`/${3 * KEPT_DECISIONS - 1}`);
    expect(desk.screen().split("\n")).toHaveLength(24);
  });

  test("F48 what was asked for and not waited for does not open later", () => {
    const desk = sitDown();
    const [effect] = desk.press("enter");
    expect(desk.press("down")).toEqual([]);
    desk.press("escape");
    desk.hear({
      type: "detail",
      ticket: effect?.type === "load" ? effect.ticket : null,
      detail: proposalDetail(),
    });
    expect(desk.screen()).toContain("Pending 3");
  });

  test("F48 a file of a bottle that is gone is not edited", () => {
    const desk = sitDown();
    desk.press("end");
    expect(desk.type("e")).toEqual([]);
    expect(desk.screen()).toContain("old-2f9q8 no longer runs: there is no routes to edit");
  });
});

describe("a proposal", () => {
  test("F48 shows why, what to know besides, what changed meanwhile, and the change", () => {
    const desk = sitDown();
    desk.open(proposalDetail({ stale: "+since.example.com", warnings: ["Opens it for all paths"] }));
    const shown = desk.screen();
    for (const each of [
      "The task needs a package",
      "! Opens it for all paths",
      "! Changed in the bottle since this was proposed",
      "+since.example.com",
      "+registry.example.com",
    ])
      expect(shown).toContain(each);
  });

  test("F48 is approved by a y at the question that shows what opens, and by nothing pasted", () => {
    const desk = sitDown();
    desk.open();
    desk.type("a");
    expect(desk.hear({ type: "paste", text: "y" })).toEqual([]);
    expect(desk.press("enter")).toEqual([]);
    expect(desk.type("y")).toEqual([
      { type: "approve", ref, approval: { notes: "", text: null, typed: [], seen: proposalDetail().diff } },
    ]);
  });

  test("F48 a long change is not approved before its end was in sight", () => {
    const diff = Array.from({ length: 60 }, (_, index) => `+host-${index}.example.com`).join("\n");
    const desk = sitDown();
    desk.open(proposalDetail({ diff }));
    desk.type("a");
    expect(desk.type("y")).toEqual([]);
    expect(desk.screen()).toContain("There is more below");
    desk.press("end");
    expect(desk.screen()).toContain("+host-59.example.com");
    desk.press("home");
    expect(desk.type("y")).toHaveLength(1);
  });

  test("F48 a credential that no manifest gives is handed out only as typed", () => {
    const desk = sitDown();
    desk.press("down");
    desk.open(routesDetail);
    desk.type("a");
    expect(desk.type("yy")).toEqual([]);
    desk.press("clear");
    desk.type("TRACKER_TOKEN ");
    desk.press("enter");
    expect(desk.screen()).toContain("That is not TRACKER_TOKEN");
    desk.type("TRACKER_TOKEN");
    desk.press("enter");
    expect(desk.type("y")).toEqual([
      {
        type: "approve",
        ref: routesRef,
        approval: { notes: "", text: null, typed: ["TRACKER_TOKEN"], seen: routesDetail.diff },
      },
    ]);
  });

  test("F48 if what approving does changes at the question, the question is withdrawn", () => {
    const desk = sitDown();
    desk.open();
    desk.type("a");
    const [refresh] = desk.hear({ type: "overview", overview: sampleOverview });
    expect(refresh).toEqual({ type: "load", ticket: null, ref });
    desk.hear({ type: "detail", ticket: null, detail: proposalDetail({ diff: "+other.example.com" }) });
    expect(desk.type("y")).toEqual([]);
    expect(desk.screen()).toContain("has changed meanwhile: look again");
    expect(desk.screen()).toContain("+other.example.com");
  });

  test("F48 one that was decided elsewhere says so and is not decided again", () => {
    const desk = sitDown();
    desk.open();
    desk.hear({ type: "overview", overview: { bottles: [], proposals: [], trouble: [] } });
    expect(desk.screen()).toContain("No longer pending");
    expect(desk.type("r")).toEqual([]);
    expect(desk.screen()).toContain("It is no longer pending");
  });

  test("F48 of a dead bottle can only be rejected", () => {
    const dead = proposalRow({ isAlive: false });
    const desk = sitDown({ type: "overview", overview: { ...sampleOverview, proposals: [dead] } });
    desk.open(proposalDetail({ isAlive: false }));
    desk.type("a");
    expect(desk.screen()).toContain("nothing can be put in force there");
    desk.type("rgone");
    expect(desk.press("enter")).toEqual([{ type: "reject", ref, notes: "gone" }]);
  });

  test("F48 is not decided twice while the first decision is under way", () => {
    const desk = sitDown();
    desk.open();
    desk.type("ay");
    expect(desk.type("r")).toEqual([]);
    expect(desk.screen()).toContain("It is being decided");
    desk.press("escape");
    expect(desk.screen()).toContain("being decided: registry.example.com");
  });

  test("F48 what was edited and could not be put in force is what the editor opens next", () => {
    const desk = sitDown();
    desk.press("down");
    desk.open(routesDetail);
    const [opened] = desk.type("m");
    if (opened?.type !== "edit") throw new Error("no editor was opened");
    const looks = desk.hear({ type: "edited", edit: opened.edit, text: "routes: []\n", reason: null });
    desk.look(looks, { diff: "-  - host: in-force.example.com\n", warnings: ["Closes it"], mustType: [] });
    for (const each of ["+routes: []", "-  - host: in-force.example.com", "! Closes it"])
      expect(desk.screen()).toContain(each);
    const approval = { text: "routes: []\n", typed: [], seen: "-  - host: in-force.example.com\n" };
    expect(desk.type("y")).toMatchObject([{ type: "approve", approval }]);
    const outcome: Outcome = { ok: false, reason: "no host is left", hint: null };
    desk.hear({ type: "outcome", ref: routesRef, did: "Approved as modified", outcome });
    expect(desk.screen()).toContain("! Not in force, nothing was changed: no host is left");
    const [again] = desk.type("m");
    expect(again).toMatchObject({ type: "edit", edit: { text: "routes: []\n" } });
    if (again?.type !== "edit") throw new Error("no editor was opened");
    // Left as it was, it is looked at anew: what is in force may be another by now
    const [look] = desk.hear({ type: "edited", edit: again.edit, text: null, reason: null });
    expect(look).toMatchObject({ type: "preview", text: "routes: []\n" });
  });

  test("F48 a text that cannot be put in force is not asked about, says why, and is kept", () => {
    const desk = sitDown();
    desk.press("down");
    desk.open(routesDetail);
    const [opened] = desk.type("m");
    if (opened?.type !== "edit") throw new Error("no editor was opened");
    const looks = desk.hear({ type: "edited", edit: opened.edit, text: "routes: 1\n", reason: null });
    desk.look(looks, "routes.yaml:1: Expected a list");
    expect(desk.screen()).toContain("! Not in force, nothing was changed: routes.yaml:1: Expected a list");
    expect(desk.screen()).not.toContain("[y/n]");
    expect(desk.type("m")).toMatchObject([{ type: "edit", edit: { text: "routes: 1\n" } }]);
  });

  test("F48 an editor that changed nothing, or failed, does nothing", () => {
    const desk = sitDown();
    desk.press("down");
    desk.open(routesDetail);
    const [opened] = desk.type("m");
    if (opened?.type !== "edit") throw new Error("no editor was opened");
    desk.hear({ type: "edited", edit: opened.edit, text: null, reason: null });
    expect(desk.screen()).toContain("Nothing was changed in the editor");
    desk.hear({ type: "edited", edit: opened.edit, text: null, reason: "The editor is not there" });
    expect(desk.screen()).toContain("The editor is not there");
    expect(desk.screen()).not.toContain("[y/n]");
  });
});

test("F48 an edited file that is refused can be edited again", () => {
  const desk = sitDown();
  const [fetched] = desk.type("e");
  if (fetched?.type !== "fetch") throw new Error("no file was asked for");
  const file = { of: "bottle", identity: "dev-4k2j9", file: "routes", fileName: "routes.yaml" } as const;
  const edit = { ...file, before: "routes: []\n", text: "routes: []\n" };
  expect(desk.hear({ type: "file", ticket: fetched.ticket, edit })).toEqual([{ type: "edit", edit }]);
  const looks = desk.hear({ type: "edited", edit, text: "routes: [1]\n", reason: null });
  desk.look(looks, "routes.yaml:1: Expected a route");
  expect(desk.screen()).toContain("! routes.yaml:1: Expected a route");
  expect(desk.press("enter")).toEqual([]);
  const retyped = { ...edit, text: "routes: [1]\n" };
  expect(desk.press("tab")).toEqual([{ type: "edit", edit: retyped }]);
  const mended = desk.hear({ type: "edited", edit: retyped, text: "routes: [2]\n", reason: null });
  desk.look(mended, { diff: "+routes: [2]\n+new.example.com\n", warnings: [], mustType: [] });
  expect(desk.screen()).toContain("+new.example.com");
  desk.type("why");
  const [applied] = desk.press("enter");
  const edited = { text: "routes: [2]\n", notes: "why", seen: "+routes: [2]\n+new.example.com\n" };
  expect(applied).toMatchObject({ type: "apply", edited });
  if (applied?.type !== "apply") throw new Error("nothing was applied");
  const outcome: Outcome = { ok: false, reason: "it changed since you looked", hint: null };
  const { ticket } = applied;
  const anew = desk.hear({ type: "applied", ticket, identity: "dev-4k2j9", file: "routes", outcome });
  desk.look(anew, { diff: "-theirs.example.com\n", warnings: [], mustType: [] });
  for (const each of ["Not in force, nothing was changed: it changed since", "-theirs.example.com", "why"])
    expect(desk.screen()).toContain(each);
  expect(desk.press("enter")).toMatchObject([{ type: "apply", edited: { seen: "-theirs.example.com\n" } }]);
});

test("F48 the audit shows the newest decision first, and whether the chain is whole", () => {
  const entry = {
    version: 1 as const,
    identity: "dev-4k2j9",
    component: "pipelock" as const,
    proposal: null,
    justification: "",
    notes: "",
    diff: "+registry.example.com",
    previous: "",
    hash: "",
  };
  const entries = [
    { ...entry, time: "2026-01-02T03:04:05.678Z", action: "approved" as const, sequence: 1 },
    { ...entry, time: "2026-01-03T03:04:05.678Z", action: "rejected" as const, sequence: 2 },
  ];
  const desk = sitDown();
  const [effect] = desk.type("u");
  if (effect?.type !== "audit") throw new Error("no audit was asked for");
  const log = {
    identity: "dev-4k2j9",
    component: "pipelock" as const,
    entries,
    broken: "line 2 was changed",
  };
  desk.hear({ type: "audit", ticket: effect.ticket, identity: "dev-4k2j9", logs: [log] });
  const shown = desk.screen();
  expect(shown).toContain("! the chain is broken: line 2 was changed");
  expect(shown.indexOf("rejected")).toBeLessThan(shown.indexOf("approved"));
});
