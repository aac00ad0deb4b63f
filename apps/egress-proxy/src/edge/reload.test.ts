import { startUpstream, valuesOf } from "@claude-bottle/shared/testing";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { egressInForceSchema, type EgressReload } from "@claude-bottle/policy";
import { expect, test } from "vitest";
import { SLOT, startWorld, testRoot, type World } from "../testing/world.ts";
import { createControl } from "./control.ts";
import { createHttpFront } from "./http-front.ts";

const NEW = ["canary", "of", "a", "new", "slot", "58c1d07e"].join("-");
const start = (): Promise<World> => startWorld({ front: createHttpFront() });
const control = (world: World): ReturnType<typeof createControl> =>
  createControl(world.service, () => {
    throw new Error("there is no file");
  });

async function put(world: World, body: EgressReload): Promise<unknown> {
  return (await control(world).inject({ method: "PUT", url: "/config", body })).json();
}

/** What the proxy says of itself, with one more slot and a route that uses it. */
async function withSlot(world: World, name: string, host: string): Promise<EgressReload> {
  const { config, slots } = egressInForceSchema.parse((await control(world).inject("/config")).json());
  const route = { host, auth: { scheme: "Bearer", slot: slots.length } };
  return {
    config: { ...config, routes: [...config.routes, route] },
    slots: [...slots.map((known) => ({ name: known })), { name, value: NEW }],
  };
}

test("F47 the whole configuration is told with the slots' names, and never a value", async () => {
  await using world = await start();
  const answer = await control(world).inject("/config");
  expect(answer.json()).toEqual({ config: world.service.rules.live.config, slots: ["API_TOKEN"] });
  expect(answer.body).not.toContain(SLOT);
});

test("F47 a credential that a reload brings is injected, masked and screened at once; those before it keep their values", async () => {
  await using upstream = await startUpstream({
    authority: testRoot,
    answer: (request, response) => {
      request.resume();
      response.setHeader("x-echo", String(request.headers["authorization"]));
      request.once("end", () => response.end(`you sent ${String(request.headers["authorization"])}`));
    },
  });
  await using world = await start();
  const { address } = upstream;
  world.point({ "api.test": address, "open.test": address, "new.test": address });
  const send = (target: string, body?: string) => world.agent.ask({ target, method: "POST", body });
  expect((await send("open.test:443", `a ${NEW} b`)).status).toBe(200);
  expect(await put(world, await withSlot(world, "NEW_TOKEN", "new.test"))).toEqual({
    changed: ["routes", "slots"],
  });

  const answer = await send("new.test:443");
  expect(answer.body + JSON.stringify(answer.headers)).not.toContain(NEW);
  await send("api.test:443");
  expect(upstream.requests.all.slice(-2).map((each) => valuesOf(each, "authorization"))).toEqual([
    [`Bearer ${NEW}`],
    [`Bearer ${SLOT}`],
  ]);
  for (const text of [NEW, Buffer.from(NEW).toString("base64"), Buffer.from(NEW).toString("hex")]) {
    const refused = await send("open.test:443", `a ${text} b`);
    expect([refused.status, refused.body.includes("NEW_TOKEN")]).toEqual([403, true]);
  }
  expect(world.lines.join("\n")).not.toContain(NEW);
});

test("a value whose slot is gone or has another one still must not leave", async () => {
  await using upstream = await startUpstream({ authority: testRoot });
  await using world = await start();
  const { address } = upstream;
  world.point({ "api.test": address, "open.test": address });
  const { config } = world.service.rules.live;
  const leaves = async (text: string) =>
    (await world.agent.ask({ target: "open.test:443", method: "POST", body: text })).status;
  await put(world, { config, slots: [{ name: "API_TOKEN", value: NEW }] });
  expect([await leaves(SLOT), await leaves(NEW)]).toEqual([403, 403]);
  await put(world, { config: { ...config, routes: [] }, slots: [] });
  expect([await leaves(SLOT), await leaves(NEW), await leaves("harmless")]).toEqual([403, 403, 200]);
});

test("F47 no request is lost across 100 reloads that each bring a slot", async () => {
  await using upstream = await startUpstream({ authority: testRoot });
  await using world = await start();
  world.point({ "api.test": upstream.address });
  let isOver = false;
  let served = 0;
  const load = Array.from({ length: 4 }, async () => {
    const socket = await world.agent.secure();
    const statuses: string[] = [];
    while (!isOver) {
      socket.write("GET / HTTP/1.1\r\nHost: api.test\r\n\r\n");
      const [chunk]: Buffer[] = await once(socket, "data");
      statuses.push(String(chunk).slice(9, 12));
      served += 1;
    }
    socket.destroy();
    return statuses;
  });
  for (let count = 0; count < 100; count += 1) {
    await put(world, await withSlot(world, `TOKEN_${count}`, `n${count}.test`));
    const wanted = served + 2;
    await upstream.requests.find(() => served >= wanted);
  }
  isOver = true;
  const statuses = (await Promise.all(load)).flat();
  expect(statuses.length).toBeGreaterThan(200);
  expect(statuses.filter((status) => status !== "200")).toEqual([]);
  expect(world.service.rules.live.slotNames).toHaveLength(101);
  expect(upstream.requests.all.every((each) => valuesOf(each, "authorization")[0] === `Bearer ${SLOT}`)).toBe(
    true,
  );
});

test("F47 what pipelock says to a question of ours is asked through the proxy behind which it is", async () => {
  await using asked = createServer((request, response) => response.end(`blocked: ${request.url}`));
  asked.listen(0, "127.0.0.1");
  await once(asked, "listening");
  const { port } = asked.address() as AddressInfo;
  const upstream = {
    via: "pipelock" as const,
    host: "127.0.0.1",
    port,
    ca: testRoot.certPem,
    passthrough: [],
  };
  await using world = await startWorld({ front: createHttpFront(), config: { upstream } });
  const ask = async (of: World, url: string) =>
    (await control(of).inject({ method: "POST", url: "/ask-pipelock", body: { url } })).json();
  expect(await ask(world, "http://a.test/x")).toEqual({ body: "blocked: http://a.test/x" });
  expect(await ask(world, "https://a.test/x")).toMatchObject({ error: "config-invalid" });
  await using alone = await start();
  expect(await ask(alone, "http://a.test/x")).toMatchObject({ error: "not-available" });
});
