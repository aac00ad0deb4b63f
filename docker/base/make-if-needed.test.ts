import { BottleError } from "@claude-bottle/shared";
import { describe, expect, test } from "vitest";
import { memoryEngine } from "../../apps/launcher/src/images/testing/memory-engine.ts";
import { makeIfNeeded } from "./make-if-needed.ts";

const PUBLISHED = "node:24-bookworm-slim";

describe("the base image before a demo", () => {
  const attempt = async (engine = memoryEngine(), wanted: string | null = null) => {
    const said: string[] = [];
    const say = (line: string): number => said.push(line);
    await makeIfNeeded(engine, { wanted, say, make: async () => "made" });
    return said;
  };

  test.for(["claude-bottle-base:latest", PUBLISHED])("%s that is here is enough", async (reference) => {
    const engine = memoryEngine();
    engine.images.set(reference, "1");
    expect(await attempt(engine)).toEqual([]);
    expect(engine.pulls).toEqual([]);
  });

  test("one that can be pulled is pulled", async () => {
    const engine = memoryEngine();
    engine.registry.add(PUBLISHED);
    expect(await attempt(engine)).toEqual([`No base image is here yet: pull ${PUBLISHED}`]);
  });

  test("where none can be pulled it is made, and each step is said", async () => {
    expect(await attempt()).toEqual([
      `No base image is here yet: pull ${PUBLISHED}`,
      expect.stringContaining(`manifest unknown: ${PUBLISHED}`),
      "made",
    ]);
  });

  test("one that was asked for by name is not replaced by another", async () => {
    await expect(attempt(memoryEngine(), "mirror/node:24")).rejects.toMatchObject({
      code: "image-unavailable",
      message: expect.stringContaining("mirror/node:24"),
    });
  });

  test("an engine that does not answer is no reason to make one, and none to stop: bottles run without", async () => {
    const silent = new BottleError("engine-unreachable", "No engine answers");
    const engine = { ...memoryEngine(), imageId: () => Promise.reject(silent) };
    expect(await attempt(engine)).toEqual([
      "No engine answers, so no base image is made: without one, bottles run on the backend local",
    ]);
  });
});
