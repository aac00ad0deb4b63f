import { startUpstream, startRawUpstream } from "@claude-bottle/shared/testing";
import { once } from "node:events";
import type { ServerResponse } from "node:http";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { startWorld, testRoot } from "../testing/world.ts";
import { ConnectionLimit, usualLimits } from "./connection-limit.ts";
import { createHttpFront } from "./http-front.ts";

const authority = testRoot;
const LONG_MS = 60_000;

describe("connections to upstreams", () => {
  test("by default 128 to a host and 512 in all", () => {
    expect(usualLimits).toEqual({ host: 128, all: 512 });
  });

  test("one too many waits for its place, and for no longer than it may", async () => {
    const limit = new ConnectionLimit({ host: 2, all: 3 });
    const [first] = [await limit.take("a.test", 1), await limit.take("a.test", 1)];
    await expect(limit.take("a.test", 1)).rejects.toMatchObject({
      refusal: { code: "upstream-unreachable", message: expect.stringContaining("a.test are open at once") },
    });
    await limit.take("b.test", 1);
    await expect(limit.take("c.test", 1)).rejects.toMatchObject({
      refusal: { message: expect.stringContaining("hosts in all are open at once") },
    });
    const waiting = limit.take("a.test", LONG_MS);
    first();
    first();
    (await waiting)();
    await limit.take("c.test", 1);
    await expect(limit.take("c.test", 1)).rejects.toThrow("open at once");
  });

  test("one that cannot go on does not keep back those behind it", async () => {
    const limit = new ConnectionLimit({ host: 1, all: 2 });
    const first = await limit.take("a.test", 1);
    const done = await limit.take("b.test", 1);
    const order: string[] = [];
    const ahead = limit.take("a.test", LONG_MS).then(() => order.push("a"));
    const behind = limit.take("c.test", LONG_MS).then(() => order.push("c"));
    done();
    await behind;
    expect(order).toEqual(["c"]);
    first();
    await ahead;
    expect(order).toEqual(["c", "a"]);
  });

  test("no order of takers and givers opens more than the limits, or leaves one waiting beside a free place", async () => {
    const step = fc.oneof(fc.constantFrom("a.test", "b.test", "c.test"), fc.nat(20));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const limits = { host: 3, all: 5 };
        const limit = new ConnectionLimit(limits);
        const open: { host: string; done: () => void }[] = [];
        const waiting: string[] = [];
        const take = async (host: string): Promise<void> => {
          waiting.push(host);
          const done = await limit.take(host, LONG_MS);
          waiting.splice(waiting.indexOf(host), 1);
          open.push({ host, done });
        };
        for (const next of steps) {
          if (typeof next === "number") {
            open.splice(next % Math.max(1, open.length), 1)[0]?.done();
          } else void take(next);
          await new Promise((resolve) => setImmediate(resolve));
          const openTo = (host: string): number => open.filter((one) => one.host === host).length;
          expect(open.length).toBeLessThanOrEqual(limits.all);
          for (const { host } of open) expect(openTo(host)).toBeLessThanOrEqual(limits.host);
          if (open.length < limits.all) for (const host of waiting) expect(openTo(host)).toBe(limits.host);
        }
        // Nobody is left waiting, so no timer outlives the test.
        for (let one = open.pop(); one !== undefined; one = open.pop()) {
          one.done();
          await new Promise((resolve) => setImmediate(resolve));
        }
        expect(waiting).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  test("more requests to a host than it may have connections take their turns", async () => {
    const held: ServerResponse[] = [];
    await using api = await startUpstream({
      authority,
      answer: (_, response) => {
        held.push(response);
        if (api.requests.all.length >= 3) for (const one of held.splice(0)) one.end("ok");
      },
    });
    await using world = await startWorld({ front: createHttpFront(), limits: { host: 3, all: 9 } });
    world.point({ "api.test": api.address });
    const answers = await Promise.all(Array.from({ length: 12 }, async () => await world.agent.ask()));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 12 }, () => 200));
    expect(api.connections.all.length).toBeLessThanOrEqual(3);
  });

  test("more hosts at once than there may be connections: refused with words once the wait is over, and not for good", async () => {
    await using api = await startUpstream({ authority, answer: () => {} });
    await using ready = await startUpstream({ authority });
    await using world = await startWorld({
      front: createHttpFront(),
      limits: { host: 1, all: 1 },
      times: { dial: 200 },
    });
    world.point({ "api.test": api.address, "open.test": ready.address });
    const stream = await world.agent.secure();
    stream.write("GET / HTTP/1.1\r\nHost: api.test\r\n\r\n");
    await api.requests.find(() => true);
    const refused = await world.agent.ask({ target: "open.test:443" });
    expect(refused.status).toBe(502);
    expect(refused.body).toContain("too many connections to hosts in all are open at once");
    expect(ready.connections.all).toEqual([]);
    stream.destroy();
    await api.requests.find(({ isOver }) => isOver);
    expect((await world.agent.ask({ target: "open.test:443" })).status).toBe(200);
  });

  test("a WebSocket takes a place too, and gives it back; so does a connection of rules that were replaced", async () => {
    await using api = await startRawUpstream({
      authority,
      onData: ({ socket }) =>
        socket.write("HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
    });
    await using world = await startWorld({
      front: createHttpFront(),
      limits: { host: 1, all: 1 },
      times: { dial: 200 },
    });
    world.point({ "api.test": api.address });
    const handshake =
      "GET /ws HTTP/1.1\r\nHost: api.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    const socket = await world.agent.secure();
    socket.write(handshake);
    await once(socket, "data");
    world.point({ "api.test": api.address }, { allowlist: [] });
    expect(await world.agent.raw(handshake)).toMatch(/^HTTP\/1.1 502 /);
    const [upstream] = api.connections.all;
    const gone = upstream === undefined ? Promise.resolve() : once(upstream.socket, "close");
    socket.destroy();
    await gone;
    const again = await world.agent.secure();
    again.write(handshake);
    const [answer]: Buffer[] = await once(again, "data");
    expect(answer?.toString()).toMatch(/^HTTP\/1.1 101 /);
    again.destroy();
  });
});
