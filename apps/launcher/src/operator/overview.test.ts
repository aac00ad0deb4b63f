import { writeProposal } from "@claude-bottle/shared/queue";
import { someProposal } from "@claude-bottle/shared/testing";
import { expect, test } from "vitest";
import type { LogLine } from "../backend/backend.ts";
import { memoryBackend } from "../testing/memory-backend.ts";
import { IDENTITY, operatorWorld, runningBottle } from "../testing/operator-world.ts";
import { changes, type Senses } from "./changes.ts";
import { decisions } from "./decisions.ts";
import { Mailbox } from "./mailbox.ts";
import { overview } from "./overview.ts";

const url = (index: number) => ({ failed_url: `https://host-${index}.example/` });

test("F48 every bottle's proposals, first in first out, those of bottles that have ended last", async () => {
  const world = operatorWorld();
  await world.propose("pipelock-block", url(3), 3);
  await world.propose("pipelock-block", url(1), 1);
  for (const index of [0, 2])
    await writeProposal(world.files, "/queue/ended-00000", {
      ...someProposal(index),
      identity: "ended-00000",
    });
  const { proposals, bottles, trouble } = await world.operator.look();
  expect(proposals.map(({ summary, isAlive }) => [summary, isAlive])).toEqual([
    ["host-1.example", true],
    ["host-3.example", true],
    ["host-0.example", false],
    ["host-2.example", false],
  ]);
  expect([bottles.map(({ identity, pending }) => [identity, pending]), trouble]).toEqual([
    [[IDENTITY, 2]],
    [],
  ]);
});

test("F48 what is not ours in a queue is told and hides nothing", async () => {
  const world = operatorWorld();
  await world.propose("pipelock-block", url(0));
  await world.files.write(`/queue/${IDENTITY}/we\u001b[2Jird`, "");
  await world.files.write(`/queue/${IDENTITY}/${someProposal(1).id}.proposal.json`, '{"version":');
  await world.files.write("/queue/NO IDENTITY/x", "");
  const { proposals, trouble } = await world.operator.look();
  expect(proposals).toHaveLength(1);
  expect(trouble).toEqual([
    `Passed over "we\ufffd[2Jird" in the queue of ${IDENTITY}: foreign name`,
    `Passed over "${someProposal(1).id}.proposal.json" in the queue of ${IDENTITY}: torn`,
  ]);
});

test("a part that does not run is named with the engine's word", async () => {
  const part = { name: `claude-bottle-egress-proxy-${IDENTITY}`, state: "exited" };
  const running = [{ ...runningBottle, parts: [...runningBottle.parts, part] }];
  const { bottles } = await operatorWorld({ running }).operator.look();
  expect(bottles[0]?.trouble).toBe(`claude-bottle-egress-proxy-${IDENTITY} is exited`);
});

test("F48 no engine: empty lists that say why; one backend's silence hides no other's bottles", async () => {
  const { parts } = operatorWorld();
  const gone = memoryBackend({ unreachable: true });
  const none = await overview({ ...parts, backends: [gone] });
  expect([none.bottles, none.trouble]).toEqual([[], [expect.stringContaining("No engine answers")]]);
  const both = await overview({ ...parts, backends: [gone, ...parts.backends] });
  expect([both.bottles.length, both.trouble.length]).toEqual([1, 1]);
});

/** Senses that feel when the test says so. */
function senses(): Senses & { watched: Map<string, () => void>; tick: () => void } {
  const watched = new Map<string, () => void>();
  const ticks = new Set<() => void>();
  return {
    watched,
    tick: () => {
      for (const tick of ticks) tick();
    },
    watch(directory, onChange) {
      watched.set(directory, onChange);
      return { [Symbol.dispose]: () => watched.delete(directory) };
    },
    every(_, call) {
      ticks.add(call);
      return { [Symbol.dispose]: () => ticks.delete(call) };
    },
  };
}

test("B29 a change of files or bottles is told, also of a queue that is new; silence is not", async () => {
  const world = operatorWorld();
  await world.propose("pipelock-block", url(0), 0);
  const felt = senses();
  const stop = new AbortController();
  const told = changes(world.parts, felt, stop.signal);
  await told.next();
  const first = told.next();
  // Nothing changed: it is not told
  felt.tick();
  await world.propose("pipelock-block", url(1), 1);
  felt.tick();
  expect(await first).toEqual({ done: false, value: undefined });
  expect([...felt.watched.keys()]).toEqual(["/queue", `/queue/${IDENTITY}`]);

  await writeProposal(world.files, "/queue/other-00000", { ...someProposal(2), identity: "other-00000" });
  felt.watched.get("/queue")?.();
  await told.next();
  expect(felt.watched.has("/queue/other-00000")).toBe(true);

  world.running.splice(0);
  const next = told.next();
  felt.tick();
  expect(await next).toEqual({ done: false, value: undefined });
  const last = told.next();
  stop.abort();
  expect((await last).done).toBe(true);
  expect(felt.watched.size).toBe(0);
});

test("decisions of all bottles are told from now on, also of one that starts later", async () => {
  const logs = new Map<string, Mailbox<LogLine>>();
  const stop = new AbortController();
  const of = (identity: string): Mailbox<LogLine> => {
    const found = logs.get(identity) ?? new Mailbox<LogLine>();
    logs.set(identity, found);
    return found;
  };
  const decide = (identity: string, host: string, time: string): void => {
    const decision = { event: "request", time, id: "1", host, method: "GET", path: "/", rule: "host", verdict: "deny", status: 403, bytes_in: 0, bytes_out: 0, ms: 1 }; // prettier-ignore
    of(identity).put({ service: "egress-proxy", time, line: JSON.stringify(decision) });
  };
  const world = operatorWorld({ logs: (identity) => of(identity).read(stop.signal) });
  const felt = senses();
  const told = decisions(world.parts, felt, stop.signal);
  decide(IDENTITY, "before.example", "2026-01-01T00:00:00.000Z");
  of(IDENTITY).put({ service: "egress-proxy", time: "2026-02-01T00:00:00.000Z", line: '{"event":"ready"}' });
  decide(IDENTITY, "first.example", "2026-02-01T00:00:00.000Z");
  expect((await told.next()).value).toMatchObject({
    identity: IDENTITY,
    decision: { host: "first.example" },
  });

  world.running.push({ ...runningBottle, identity: "later-00000" });
  decide("later-00000", "second.example", "2026-02-01T00:00:01.000Z");
  felt.tick();
  expect((await told.next()).value).toMatchObject({
    identity: "later-00000",
    decision: { host: "second.example" },
  });
  const last = told.next();
  stop.abort();
  expect((await last).done).toBe(true);
});
