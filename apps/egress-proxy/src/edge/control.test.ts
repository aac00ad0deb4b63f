import { egressConfigSchema } from "@claude-bottle/policy";
import { parseDocument } from "@claude-bottle/shared/service";
import { afterAll, beforeAll, expect, test } from "vitest";
import { KNOWN, SLOT, startWorld, type World } from "../testing/world.ts";
import { createControl } from "./control.ts";
import { createHttpFront } from "./http-front.ts";

let world: World;
let file = "{";
beforeAll(async () => {
  world = await startWorld({ front: createHttpFront() });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});
const control = (): ReturnType<typeof createControl> =>
  createControl(world.service, () => parseDocument(egressConfigSchema, file, '"the file"'));

test("health, routes and the authority are told, values never", async () => {
  const app = control();
  expect((await app.inject("/healthz")).statusCode).toBe(200);
  const routes = await app.inject("/routes");
  expect(routes.json().routes[0]).toMatchObject({
    host: "api.test",
    auth: { scheme: "Bearer", name: "API_TOKEN" },
  });
  expect(routes.body).not.toContain(SLOT);
  expect((await app.inject("/ca")).body).toBe(world.service.authority.certPem);
});

test("security 11: a reload with a bad document changes nothing and says why", async () => {
  const app = control();
  const before = world.service.rules;
  const { config } = before.live;
  const bad: [string, object | string][] = [
    ["an unknown key", { config: { ...config, alowlist: [] } }],
    ["a prototype", '{"__proto__":{"version":1}}'],
    ["a torn document", JSON.stringify({ config }).slice(0, 100)],
    [
      "a slot without a value",
      { config: { ...config, routes: [{ host: "a.test", auth: { scheme: "Bearer", slot: 7 } }] } },
    ],
    ["a name without a value", { config, slots: [{ name: "API_TOKEN" }, { name: "OTHER" }] }],
    ["a name twice", { config, slots: [{ name: "API_TOKEN" }, { name: "API_TOKEN", value: "x" }] }],
    ["fewer slots than routes name", { config, slots: [] }],
    ["a value that fits into no header", { config, slots: [{ name: "API_TOKEN", value: "a\nb" }] }],
    ["another listener", { config: { ...config, control: "/elsewhere" } }],
    ["nothing", ""],
  ];
  for (const [what, body] of bad) {
    const answer = await app.inject({
      method: "PUT",
      url: "/config",
      headers: { "content-type": "application/json" },
      body,
    });
    expect([what, answer.statusCode]).toEqual([what, 400]);
    expect(answer.body).not.toContain(SLOT);
  }
  expect((await app.inject({ method: "POST", url: "/reload" })).json()).toMatchObject({
    error: "config-invalid",
  });
  expect(world.service.rules).toBe(before);
});

test("a whole document is put in force and the answer says what changed", async () => {
  const app = control();
  const config = egressConfigSchema.parse(world.service.rules.live.config);
  const put = await app.inject({
    method: "PUT",
    url: "/config",
    body: { config: { ...config, allowlist: ["new.test"] } },
  });
  expect(put.json()).toEqual({ changed: ["allowlist"] });
  file = JSON.stringify({ ...config, dlp_action: "warn" });
  const reread = await app.inject({ method: "POST", url: "/reload" });
  expect(reread.json()).toEqual({ changed: ["allowlist", "dlp_action"] });
  expect(world.lines.join("\n")).not.toContain(KNOWN);
});
