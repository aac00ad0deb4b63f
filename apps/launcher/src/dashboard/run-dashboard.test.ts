import { expect, test } from "vitest";
import { textOf } from "../core/dashboard/row.ts";
import type { Outcome } from "../operator/operator.ts";
import { MemoryOperator } from "../testing/memory-operator.ts";
import { runDashboard } from "./run-dashboard.ts";
import type { ScreenOptions } from "./screen.ts";
import { proposalDetail, sampleOverview } from "./testing/samples.ts";

/** The dashboard on a screen in memory. */
function dashboardOn(operator: MemoryOperator) {
  const opened = Promise.withResolvers<ScreenOptions>();
  const failed = Promise.withResolvers<void>();
  let wake = Promise.withResolvers<void>();
  const leaving = new AbortController();
  const notices: string[] = [];
  const noticed = Promise.withResolvers<void>();
  let isOpen = false;
  const ended = runDashboard({
    operator,
    colour: false,
    signal: leaving.signal,
    notice(text) {
      notices.push(text);
      noticed.resolve();
    },
    edit: () => Promise.reject(new Error("no editor")),
    openScreen(options) {
      isOpen = true;
      opened.resolve(options);
      return {
        refresh() {
          wake.resolve();
          wake = Promise.withResolvers();
        },
        lend: (work) => work(),
        closed: failed.promise,
        async [Symbol.asyncDispose]() {
          isOpen = false;
        },
      };
    },
  });
  return {
    ended,
    notices,
    noticed: noticed.promise,
    leave: () => leaving.abort(),
    fail: (error: Error) => failed.reject(error),
    isOpen: () => isOpen,
    async type(text: string) {
      const { hear } = await opened.promise;
      for (const character of text)
        hear(character === "⏎" ? { type: "key", key: "enter" } : { type: "character", character });
    },
    async shows(text: string) {
      const { paint } = await opened.promise;
      while (!paint({ columns: 80, rows: 24 }).map(textOf).join("\n").includes(text)) await wake.promise;
    },
  };
}

function operatorWithSamples(): MemoryOperator {
  const operator = new MemoryOperator();
  operator.overview = sampleOverview;
  operator.details.set(proposalDetail().id, proposalDetail());
  return operator;
}

test("F48 who leaves while something is being put in force gets the terminal back, begins nothing more, and is told of its end", async () => {
  const operator = operatorWithSamples();
  const applied = Promise.withResolvers<Outcome>();
  operator.approve = () => applied.promise;
  const dashboard = dashboardOn(operator);
  await dashboard.shows("registry.example.com");
  await dashboard.type("⏎");
  await dashboard.shows("a approve");
  await dashboard.type("ay");
  let hasEnded = false;
  const ended = dashboard.ended.then(() => (hasEnded = true));
  dashboard.leave();
  await dashboard.noticed;
  await dashboard.type("?");
  expect([hasEnded, dashboard.isOpen()]).toEqual([false, false]);
  applied.resolve({ ok: true, changed: "", next: "claude-bottle resume dev-4k2j9" });
  await ended;
  expect(dashboard.notices).toEqual([
    "Waiting for what is being decided; no bottle is left half-way",
    "Approved in dev-4k2j9; next: claude-bottle resume dev-4k2j9",
  ]);
});

test("F48 an operator that fails to decide is told as a reason, with the proposal still there", async () => {
  const operator = operatorWithSamples();
  operator.reject = () => Promise.reject(new Error("the queue cannot be written"));
  const dashboard = dashboardOn(operator);
  await dashboard.shows("registry.example.com");
  await dashboard.type("⏎");
  await dashboard.shows("r reject");
  await dashboard.type("rno⏎");
  await dashboard.shows("Still pending: the queue cannot be written");
  dashboard.leave();
  await dashboard.ended;
});

test("F48 a proposal that cannot be read says why", async () => {
  const operator = operatorWithSamples();
  operator.details.clear();
  const dashboard = dashboardOn(operator);
  await dashboard.shows("registry.example.com");
  await dashboard.type("⏎");
  await dashboard.shows("No proposal is called");
  dashboard.leave();
  await dashboard.ended;
});

test("F48 a screen that fails ends the dashboard with its error, closed", async () => {
  const dashboard = dashboardOn(operatorWithSamples());
  await dashboard.shows("registry.example.com");
  dashboard.fail(new Error("the terminal is gone"));
  await expect(dashboard.ended).rejects.toThrow("the terminal is gone");
  expect(dashboard.isOpen()).toBe(false);
});
