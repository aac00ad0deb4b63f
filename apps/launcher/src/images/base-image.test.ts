import { expect, test } from "vitest";
import { baseImage } from "./base-image.ts";
import { memoryEngine } from "./testing/memory-engine.ts";

const PUBLISHED = "node:24-bookworm-slim";
const LOCAL = "claude-bottle-base:latest";

test("the image asked for is taken before any other, and pulled when the engine does not have it", async () => {
  const engine = memoryEngine();
  engine.images.set(LOCAL, "1");
  engine.registry.add("mirror/node:24");
  expect(await baseImage(engine, "mirror/node:24", () => {})).toEqual({
    reference: "mirror/node:24",
    id: "id of mirror/node:24",
  });
});

test("the one made on this machine is taken before the published one", async () => {
  const engine = memoryEngine();
  engine.images.set(PUBLISHED, "2").set(LOCAL, "1");
  expect(await baseImage(engine, null, () => {})).toEqual({ reference: LOCAL, id: "1" });
  expect(engine.pulls).toEqual([]);
});

test("the published one is pulled when there is none, once", async () => {
  const engine = memoryEngine();
  engine.registry.add(PUBLISHED);
  await baseImage(engine, null, () => {});
  expect((await baseImage(engine, null, () => {})).reference).toBe(PUBLISHED);
  expect(engine.pulls).toEqual([PUBLISHED]);
});

test("B01 none to be had: the engine's words and both ways out", async () => {
  await expect(baseImage(memoryEngine(), null, () => {})).rejects.toMatchObject({
    code: "image-unavailable",
    message: expect.stringContaining(`manifest unknown: ${PUBLISHED}`),
    hint: expect.stringMatching(/npm run base-image.*CLAUDE_BOTTLE_BASE_IMAGE/),
  });
});
