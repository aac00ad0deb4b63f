import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CANARY, startWorld, type World } from "../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

describe("F27 a push through the gate", () => {
  test("F27 a clean push lands at the upstream", async () => {
    const copy = await world.clone("clean");
    const id = await copy.commit("a.txt", "nothing to see\n");
    const told = await copy.git("push", "origin", "main");
    expect(told).toMatchObject({ code: 0, text: expect.stringContaining("clean") });
    expect(await world.at("refs/heads/main")).toBe(id);
  });

  test("F27 a secret is refused with rule, file, line and commit before the upstream hears of it", async () => {
    const copy = await world.clone("dirty");
    const before = await world.at("refs/heads/main");
    const id = await copy.commit("src/settings.ts", `first\nconst key = "${CANARY}";\n`);
    await copy.git("fetch");
    world.upstream.requests.length = 0;
    const told = await copy.git("push", "origin", "main");
    expect(told.code).toBe(1);
    console.log(told.text);
    expect(told.text).toContain(`known-value in src/settings.ts:2:14, commit ${id.slice(0, 12)}`);
    expect(told.text).not.toContain(CANARY);
    expect(world.upstream.requests.filter((one) => one.includes("receive-pack"))).toEqual([]);
    expect(await world.at("refs/heads/main")).toBe(before);
  });
});
