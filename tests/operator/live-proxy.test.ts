import { startUpstream, valuesOf } from "@claude-bottle/shared/testing";
import { expect, test } from "vitest";
import { routesFile } from "@claude-bottle/manifest";
import { egressInForceSchema } from "@claude-bottle/policy";
import { Secret } from "@claude-bottle/shared";
import { createControl } from "../../apps/egress-proxy/src/edge/control.ts";
import { createHttpFront } from "../../apps/egress-proxy/src/edge/http-front.ts";
import { SLOT, startWorld, testRoot, type World } from "../../apps/egress-proxy/src/testing/world.ts";
import type { Backend } from "../../apps/launcher/src/backend/backend.ts";
import { IDENTITY, operatorWorld } from "../../apps/launcher/src/testing/operator-world.ts";

/** A backend's way to a proxy in this process. */
function controlOf(world: World): Backend["control"] {
  const app = createControl(world.service, () => {
    throw new Error("there is no file");
  });
  return async (_, service, { method, path, body }) => {
    if (service !== "egress-proxy") return { status: 404, body: { message: `no ${service}` } };
    const payload = body === undefined ? {} : { payload: JSON.stringify(body) };
    const headers = { "content-type": "application/json" };
    const answer = await app.inject({ method, url: path, headers, ...payload });
    return { status: answer.statusCode, body: answer.json() };
  };
}

const plain = { notes: "", text: null, typed: [], seen: null };

test("F47 B34 what the operator approves holds in a real proxy with the next request, and nothing else does", async () => {
  await using upstream = await startUpstream({ authority: testRoot });
  await using proxy = await startWorld({ front: createHttpFront() });
  const { address } = upstream;
  proxy.point({ "api.test": address, "asked.test": address, "other.test": address });
  const world = operatorWorld({ control: controlOf(proxy) });
  const { operator } = world;
  const status = async (host: string): Promise<number> =>
    (await proxy.agent.ask({ target: `${host}:443` })).status;

  const { id } = await world.propose("pipelock-block", { failed_url: "https://asked.test/x" });
  const ref = { identity: IDENTITY, id };
  const before = egressInForceSchema.parse({ config: proxy.service.rules.live.config, slots: ["API_TOKEN"] });
  expect(await status("asked.test")).toBe(403);
  expect((await operator.detail(ref)).diff).toContain("+asked.test");
  expect(proxy.service.rules.live.config).toEqual(before.config);
  expect(await operator.approve(ref, plain)).toMatchObject({ ok: true });
  expect([await status("asked.test"), await status("x.asked.test"), await status("other.test")]).toEqual([
    200, 403, 403,
  ]);
});

test("F47 routes with a new credential: the value of the old one stays, the new one is injected and held back elsewhere", async () => {
  await using upstream = await startUpstream({ authority: testRoot });
  await using proxy = await startWorld({ front: createHttpFront() });
  const { address } = upstream;
  proxy.point({ "api.test": address, "new.test": address, "open.test": address });
  const { operator, asked } = operatorWorld({ control: controlOf(proxy) });
  const { text } = await operator.file(IDENTITY, "routes");
  const added = `${text}  - { host: new.test, auth: { scheme: Bearer, token_ref: NEW_TOKEN } }\n`;
  expect(await operator.edit(IDENTITY, "routes", { text: added, notes: "", seen: null })).toMatchObject({
    ok: true,
  });
  await proxy.agent.ask({ target: "new.test:443" });
  await proxy.agent.ask({ target: "api.test:443" });
  expect(upstream.requests.all.map((each) => valuesOf(each, "authorization"))).toEqual([
    ["Bearer value of NEW_TOKEN"],
    [`Bearer ${SLOT}`],
  ]);
  const leak = { target: "open.test:443", method: "POST", body: "value of NEW_TOKEN" };
  expect((await proxy.agent.ask(leak)).status).toBe(403);
  expect(asked).toEqual(["NEW_TOKEN"]);
  expect(proxy.lines.join("\n")).not.toContain("value of");

  const without = routesFile([{ host: "paths.test" }]);
  expect(await operator.edit(IDENTITY, "routes", { text: without, notes: "", seen: null })).toMatchObject({
    ok: true,
  });
  expect((await proxy.agent.ask({ target: "new.test:443" })).status).toBe(403);
  expect((await proxy.agent.ask(leak)).status).toBe(403);
});

test("F48 what a real proxy refuses leaves its rules and the proposal as they were", async () => {
  await using proxy = await startWorld({ front: createHttpFront() });
  const world = operatorWorld({ control: controlOf(proxy) });
  world.parts.means.tokens = async (references) => references.map((name) => new Secret(name, "two\nlines"));
  const { text } = await world.operator.file(IDENTITY, "routes");
  const added = `${text}  - { host: new.test, auth: { scheme: Bearer, token_ref: NEW_TOKEN } }\n`;
  const { rules } = proxy.service;
  expect(await world.operator.edit(IDENTITY, "routes", { text: added, notes: "", seen: null })).toMatchObject(
    {
      ok: false,
      reason: expect.stringContaining("does not fit into a header"),
    },
  );
  expect(proxy.service.rules).toBe(rules);
  expect(await world.operator.audit(null)).toEqual([]);
});
