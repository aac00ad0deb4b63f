import { expect, test } from "vitest";
import type { DashboardEvent } from "../core/dashboard/event.ts";
import { MemoryOperator } from "../testing/memory-operator.ts";
import { requestDecision, sampleOverview } from "./testing/samples.ts";
import { watchOperator } from "./watch-operator.ts";

/** Watches, and gives each event as it comes. */
function watching(operator: MemoryOperator) {
  const leaving = new AbortController();
  const heard: DashboardEvent[] = [];
  let wake = Promise.withResolvers<void>();
  const done = watchOperator(operator, {
    signal: leaving.signal,
    retry: 1,
    hear(event) {
      heard.push(event);
      wake.resolve();
      wake = Promise.withResolvers();
    },
  });
  return {
    async next(): Promise<DashboardEvent> {
      while (heard.length === 0) await wake.promise;
      const [event] = heard.splice(0, 1);
      if (event === undefined) throw new Error("nothing was heard");
      return event;
    },
    async [Symbol.asyncDispose]() {
      leaving.abort();
      await done;
    },
  };
}

test("B29 each change is told as it comes, and each decision", async () => {
  const operator = new MemoryOperator();
  await using watch = watching(operator);
  expect(await watch.next()).toMatchObject({ type: "overview", overview: { proposals: [] } });
  operator.show(sampleOverview);
  expect(await watch.next()).toEqual({ type: "overview", overview: sampleOverview });
  operator.decide(requestDecision());
  expect(await watch.next()).toEqual({ type: "decision", decision: requestDecision() });
});

test("F48 a look that fails is told as empty lists with the reason, and is repeated until it succeeds", async () => {
  const operator = new MemoryOperator();
  operator.overview = sampleOverview;
  const { look } = operator;
  let failures = 2;
  operator.look = () => (failures-- > 0 ? Promise.reject(new Error("engine gone")) : look());
  await using watch = watching(operator);
  const empty = { bottles: [], proposals: [], trouble: ["engine gone"] };
  for (const overview of [empty, empty, sampleOverview])
    expect(await watch.next()).toEqual({ type: "overview", overview });
});

test("F48 changes that can no longer be told of are watched anew", async () => {
  const operator = new MemoryOperator();
  const { changes } = operator;
  let failures = 1;
  operator.changes = (signal) => {
    if (failures-- > 0) throw new Error("no watch");
    return changes(signal);
  };
  await using watch = watching(operator);
  await watch.next();
  operator.show(sampleOverview);
  expect(await watch.next()).toMatchObject({ type: "overview" });
});
