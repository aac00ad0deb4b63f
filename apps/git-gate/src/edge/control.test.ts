import { expect, test } from "vitest";
import { CANARY, startWorld } from "../testing/world.ts";
import { createControl } from "./control.ts";
import { isHealthy } from "@claude-bottle/shared/service/is-healthy";

test("health, mirrors and their age, the last pushes and waivers are told, values never", async () => {
  await using world = await startWorld();
  const app = createControl(world.running.gate);
  expect(await isHealthy(world.document.config.control)).toBe(true);
  const copy = await world.clone("work");
  await copy.commit("a.txt", "fine");
  await copy.ok("push", "origin", "main");
  await copy.commit("b.txt", CANARY);
  await copy.git("push", "origin", "main");
  const status = await app.inject("/status");
  expect(status.json()).toMatchObject({
    mirrors: [{ name: "repo", age: expect.any(Number), failure: null }],
    pushes: [
      { remote: "repo", verdict: "secret", findings: [{ ruleId: "known-value", file: "b.txt" }] },
      { remote: "repo", verdict: "clean", results: { "refs/heads/main": "ok" } },
    ],
    waivers: [],
  });
  expect(status.body).not.toContain(CANARY);

  const bad = await app.inject({ method: "POST", url: "/waive", body: { fingerprint: "" } });
  expect(bad.json()).toMatchObject({ error: "usage" });
  const waiver = { fingerprint: "known-value:CANARY", reason: "a fixture" };
  expect((await app.inject({ method: "POST", url: "/waive", body: waiver })).json()).toEqual({
    waivers: ["known-value:CANARY"],
  });
  expect(await copy.git("push", "origin", "main")).toMatchObject({ code: 0 });
});

test("a mirror whose upstream cannot be reached says why", async () => {
  await using world = await startWorld();
  await world.clone("first");
  world.upstream.instead = (_, response) => response.writeHead(503).end();
  await expect(world.clone("second")).rejects.toThrow("503");
  const { mirrors } = (await createControl(world.running.gate).inject("/status")).json();
  expect(mirrors[0]).toMatchObject({ name: "repo", failure: expect.stringContaining("503") });
});

test("a gate that starts again serves from what it has, once the upstream confirms it", async () => {
  await using world = await startWorld();
  const copy = await world.clone("before");
  await world.restart();
  world.upstream.instead = (_, response) => response.writeHead(503).end();
  expect((await copy.git("ls-remote", world.url)).text).toContain("nothing is served");
  world.upstream.instead = null;
  expect((await copy.git("ls-remote", world.url)).text).toContain("refs/heads/main");
});
