import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { docker, engineMissing, engineObjects } from "../world/docker-cli.ts";
import { createWorld, type World } from "../world/world.ts";

const missing = engineMissing();
if (missing !== null) process.stdout.write(`skipped: how a bottle ends: ${missing}\n`);

async function holding(): Promise<World> {
  const world = await createWorld();
  await world.bottle("b", "egress: { pipelock: false }\negress_proxy: { routes: [] }");
  await world.agent("a", "bottle: b");
  return world;
}

/** Starts an agent that says when it runs and then waits; resolves once it does. */
async function running(
  world: World,
): Promise<{ child: ReturnType<World["spawn"]>; ended: Promise<number | null> }> {
  const child = world.spawn(["start", "a", "--yes", "--", "bash", "-c", "echo running; exec sleep 300"]);
  const ended = once(child, "close").then(([code]) => code as number | null);
  let text = "";
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.includes("running")) break;
  }
  if (!text.includes("running")) throw new Error(`the agent did not start: ${text}`);
  return { child, ended };
}

describe.skipIf(missing !== null)("how a bottle ends", { timeout: 300_000 }, () => {
  test.for(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "F10 %s during a session leaves nothing behind",
    async (signal) => {
      await using world = await holding();
      const before = await engineObjects();
      const { child, ended } = await running(world);
      expect((await engineObjects()).length).toBeGreaterThan(before.length);
      child.kill(signal);
      expect(await ended).not.toBe(0);
      expect(await engineObjects()).toEqual(before);
    },
  );

  test("F10 a second SIGINT during teardown does not leave debris", async () => {
    await using world = await holding();
    const before = await engineObjects();
    const { child, ended } = await running(world);
    child.kill("SIGINT");
    child.kill("SIGINT");
    await ended;
    expect(await engineObjects()).toEqual(before);
  });

  test("F10 SIGTERM while the bottle is being made leaves nothing behind", async () => {
    await using world = await holding();
    const before = await engineObjects();
    const child = world.spawn(["start", "a", "--yes", "--", "sleep", "300"]);
    const ended = once(child, "close");
    let text = "";
    for await (const chunk of child.stderr) {
      text += String(chunk);
      if (/egress-proxy/.test(text.split("\n").slice(-3).join("\n"))) break;
    }
    child.kill("SIGTERM");
    await ended;
    expect(await engineObjects()).toEqual(before);
  });

  test("F19 B04 kill -9 leaves only what cleanup finds and, after a yes, removes; its default is No", async () => {
    await using world = await holding();
    const before = await engineObjects();
    const { child, ended } = await running(world);
    const held = (await engineObjects()).filter((line) => !before.includes(line));
    child.kill("SIGKILL");
    await ended;
    const stopped =
      held.find((line) => line.startsWith("container claude-bottle-egress-proxy-"))?.split(" ")[1] ?? "";
    await docker("stop", "--time", "1", stopped);

    const refused = await world.cli(["cleanup"], { input: "\n\n" });
    expect((await engineObjects()).filter((line) => held.includes(line))).toEqual(held);
    for (const line of held) expect(refused.stdout + refused.stderr).toContain(line.split(" ")[1]);

    const done = await world.cli(["cleanup", "--yes"]);
    expect(done.code).toBe(0);
    expect((await engineObjects()).filter((line) => held.includes(line))).toEqual([]);
  });
});
