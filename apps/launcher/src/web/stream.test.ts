import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { BottleError } from "@claude-bottle/shared";
import { DashboardClient } from "../testing/dashboard-client.ts";
import { bottleRow, dashboardScene, decision, scene } from "../testing/dashboard-scene.ts";
import { readEvents, type ServerEvent } from "../testing/event-reader.ts";
import { Feed, MOST_PAGES } from "./feed.ts";
import { Mailbox, MOST_DECISIONS } from "./mailbox.ts";
import { serveDashboard } from "./serve-dashboard.ts";
import type { PageDecisions, PageState } from "./wire.ts";

const stateOf = ({ data }: ServerEvent): PageState => JSON.parse(data);
const decisionsOf = ({ data }: ServerEvent): PageDecisions => JSON.parse(data);

async function opened(operator = dashboardScene()) {
  const served = await serveDashboard(operator);
  const client = new DashboardClient(served.url);
  await client.exchange();
  return {
    operator,
    client,
    events: async () => readEvents(await client.open({ path: "events" })),
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  };
}

/** The first event for which it holds. */
async function find(
  events: AsyncGenerator<ServerEvent>,
  is: (event: ServerEvent) => boolean,
): Promise<ServerEvent> {
  for (;;) {
    const { value, done } = await events.next();
    if (done === true) throw new Error("the stream ended before");
    if (is(value)) return value;
  }
}

const isState = ({ name }: ServerEvent): boolean => name === "state";
const shows = (count: number) => (event: ServerEvent) =>
  isState(event) && stateOf(event).proposals.length === count;

describe("F48 what is live", () => {
  test("a page is told what there is when it opens, and what changes", async () => {
    await using page = await opened();
    const events = await page.events();
    expect(stateOf(await find(events, isState))).toEqual(page.operator.overview);
    page.operator.show({
      bottles: [bottleRow(scene.fixer)],
      proposals: [],
      trouble: ["The engine does not answer"],
    });
    expect(stateOf(await find(events, shows(0)))).toEqual(page.operator.overview);
  });

  test("decisions arrive as they are made, and a page that opens later has the last of them", async () => {
    await using page = await opened();
    const early = await page.events();
    await find(early, ({ name }) => name === "decisions");
    page.operator.decide(decision(scene.fixer, { id: "one" }));
    const told = decisionsOf(await find(early, ({ name }) => name === "decisions"));
    expect(told).toEqual({ isWhole: false, missed: 0, decisions: [decision(scene.fixer, { id: "one" })] });
    const late = decisionsOf(await find(await page.events(), ({ name }) => name === "decisions"));
    expect(late).toEqual({ ...told, isWhole: true });
  });

  test("B31 what is decided on one page is gone from all, without the operator's side saying so", async () => {
    await using page = await opened();
    const [one, other] = [await page.events(), await page.events()];
    const [first] = page.operator.overview.proposals;
    for (const events of [one, other]) await find(events, shows(3));
    // As the queue has it once the answer lies there
    page.operator.overview = {
      ...page.operator.overview,
      proposals: page.operator.overview.proposals.slice(1),
    };
    const path = `proposals/${first?.identity}/${first?.id}/reject`;
    await page.client.ask({ method: "POST", path, body: { notes: "no" } });
    for (const events of [one, other]) await find(events, shows(2));
  });

  test("a page too many takes the place of the oldest, which is told", async () => {
    await using page = await opened();
    const oldest = await page.events();
    await find(oldest, isState);
    for (let count = 0; count < MOST_PAGES; count += 1) await find(await page.events(), isState);
    await find(oldest, ({ name }) => name === "replaced");
    expect(await oldest.next()).toMatchObject({ done: true });
  });

  test("the end of the dashboard is told, and does not wait for a page that takes nothing", async () => {
    const page = await opened();
    const reading = await page.events();
    await find(reading, isState);
    const stuck = await page.client.open({ path: "events" });
    stuck.pause();
    const ended = once(stuck.socket, "close");
    await page[Symbol.asyncDispose]();
    await find(reading, ({ name }) => name === "ended");
    stuck.resume();
    await ended;
  });

  test("F58 an operator's view that fails is told as trouble, with empty lists", async () => {
    const operator = dashboardScene();
    operator.look = () => Promise.reject(new BottleError("engine-unreachable", "No engine answers"));
    await using page = await opened(operator);
    expect(stateOf(await find(await page.events(), isState))).toEqual({
      bottles: [],
      proposals: [],
      trouble: ["No engine answers"],
    });
  });

  test("decisions that no longer arrive are told as trouble", async () => {
    const operator = dashboardScene();
    operator.decisions = async function* () {
      yield decision(scene.fixer);
      throw new BottleError("engine-failed", "The log ended");
    };
    await using page = await opened(operator);
    const state = await find(
      await page.events(),
      (event) => isState(event) && stateOf(event).trouble.length > 0,
    );
    expect(stateOf(state).trouble).toEqual([
      "Decisions no longer arrive here, start the dashboard again: The log ended",
    ]);
  });

  test("long texts are cut in lists, and whole in the detail", async () => {
    const operator = dashboardScene();
    const [row] = operator.overview.proposals;
    if (row === undefined) throw new Error("the scene has no proposal");
    operator.overview.proposals = [{ ...row, justification: "a".repeat(4000), summary: "b".repeat(64_000) }];
    await using page = await opened(operator);
    const [shown] = stateOf(await find(await page.events(), isState)).proposals;
    expect(shown?.justification.length).toBeLessThan(400);
    expect(shown?.summary.length).toBeLessThan(400);
  });
});

describe("B33 a page that takes nothing makes nothing grow", () => {
  test("of states the last is kept, of decisions the newest, and the number of those left out", async () => {
    const mailbox = new Mailbox();
    for (let count = 0; count < 5_000; count += 1) {
      mailbox.putState(JSON.stringify({ count }));
      mailbox.putDecision(decision(scene.fixer, { id: String(count) }));
    }
    mailbox.end("ended");
    const events: string[] = [];
    for await (const event of mailbox.events()) events.push(event);
    expect(events.map((event) => event.split("\n")[0])).toEqual([
      "retry: 1000",
      "event: state",
      "event: decisions",
      "event: ended",
    ]);
    expect(events[1]).toContain('{"count":4999}');
    const { decisions, missed }: PageDecisions = JSON.parse(events[2]?.split("data: ")[1] ?? "");
    expect(decisions).toHaveLength(MOST_DECISIONS);
    expect(decisions.at(-1)?.decision.id).toBe("4999");
    expect(missed).toBe(5_000 - MOST_DECISIONS);
  });

  test("through a connection that nobody reads, which then gets what is newest", async () => {
    await using page = await opened();
    const response = await page.client.open({ path: "events" });
    response.pause();
    const path = "/p".repeat(140);
    for (let count = 0; count < 20_000; count += 1)
      page.operator.decide(decision(scene.fixer, { id: `${count}`, path }));
    await page.client.ask({ path: "audit" });
    let told = 0;
    let missed = 0;
    for await (const event of readEvents(response)) {
      if (event.name !== "decisions") continue;
      const arrived = decisionsOf(event);
      told += arrived.decisions.length;
      missed += arrived.missed;
      if (arrived.decisions.at(-1)?.decision.id === "19999") break;
    }
    expect(told + missed).toBe(20_000);
    expect(told).toBeLessThan(20_000);
  });

  test("a burst of changes is looked at a few times, not each time", async () => {
    const operator = dashboardScene();
    let looks = 0;
    const { look } = operator;
    operator.look = () => {
      looks += 1;
      return look();
    };
    await using feed = new Feed(operator);
    await feed.refresh();
    for (let count = 0; count < 1_000; count += 1)
      operator.show({ ...operator.overview, trouble: [`${count}`] });
    const events = feed.open().events();
    for await (const event of events) if (event.includes('"999"')) break;
    expect(looks).toBeLessThan(50);
  });

  test("a page that is closed leaves its place", async () => {
    const operator = dashboardScene();
    await using feed = new Feed(operator);
    const pages = Array.from({ length: MOST_PAGES }, () => feed.open());
    const [first] = pages;
    if (first === undefined) throw new Error("no page");
    feed.close(pages[1] ?? first);
    feed.open();
    const events = first.events();
    await events.next();
    expect((await events.next()).value).not.toContain("replaced");
  });
});
