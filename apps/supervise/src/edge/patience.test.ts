import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Events } from "@claude-bottle/shared/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { usualLimits } from "./limits.ts";
import { factOf, failureOf, startWorld, textOf } from "../testing/world.ts";

/** Of MCP clients, for a request as a whole or since its last sign of life. */
const CLIENT_TIMEOUT_MS = 60_000;
const MINUTES_MS = 10 * 60_000;
const args = { failed_url: "https://a.example/", justification: "it" };

describe("B13 a call that is held longer than any default of a client", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test.for(["legacy", "auto"] as const)(
    "is kept alive by progress, in the client's own time (%s)",
    async (mode) => {
      await using world = await startWorld();
      const client = await world.connect(mode);
      const progress = new Events<number>();
      const result = client.callTool(
        { name: "pipelock-block", arguments: args },
        {
          onprogress: ({ progress: seconds }) => progress.add(seconds),
          resetTimeoutOnProgress: true,
          timeout: CLIENT_TIMEOUT_MS,
        },
      );
      await progress.find((seconds) => seconds === 0);
      for (let passed = 0; passed < MINUTES_MS; passed += usualLimits.progress) {
        vi.advanceTimersByTime(usualLimits.progress);
        world.timers.pass(usualLimits.progress);
        const seconds = (passed + usualLimits.progress) / 1000;
        await progress.find((each) => each === seconds);
      }
      await world.operator.decide((await world.operator.queue()).pending[0]!);
      expect(factOf(textOf(await result), "status")).toBe("approved");
    },
  );

  test("a client that does not listen to progress gives up by itself, and finds its proposal again", async () => {
    await using world = await startWorld();
    const client = await world.connect();
    const progress = new Events<number>();
    const result = client.callTool(
      { name: "pipelock-block", arguments: args },
      { onprogress: ({ progress: seconds }) => progress.add(seconds), timeout: CLIENT_TIMEOUT_MS },
    );
    const failed = failureOf(result);
    await progress.find((seconds) => seconds === 0);
    vi.advanceTimersByTime(CLIENT_TIMEOUT_MS);
    expect(await failed).toMatch(/timed out/i);
    await world.lines.find(({ event }) => event === "abandoned");
    const again = client.callTool({ name: "pipelock-block", arguments: args });
    const { pending } = await world.operator.queue();
    expect(pending).toHaveLength(1);
    await world.operator.decide(pending[0]!);
    expect(factOf(textOf(await again), "status")).toBe("approved");
  });

  test("a client that asks for no progress is answered within its minute", async () => {
    await using world = await startWorld();
    const client = await world.connect();
    const result = client.callTool(
      { name: "pipelock-block", arguments: args },
      { timeout: CLIENT_TIMEOUT_MS },
    );
    await world.timers.asked.find((ms) => ms === usualLimits.silentHold);
    expect(usualLimits.silentHold).toBeLessThan(CLIENT_TIMEOUT_MS);
    vi.advanceTimersByTime(usualLimits.silentHold);
    world.timers.pass(usualLimits.silentHold);
    expect(factOf(textOf(await result), "status")).toBe("pending");
  });
});

test("B13 the head of the answer comes at once, and each sign of life as bytes: no timeout of fetch runs", async () => {
  await using world = await startWorld();
  const params = { name: "pipelock-block", arguments: args, _meta: { progressToken: "p" } };
  // Returns with the head, while nothing is decided: undici gives heads and bytes five minutes each
  const answer = await fetch(world.url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params }),
  });
  expect(answer.headers.get("content-type")).toBe("text/event-stream");
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  const read = async (): Promise<string> => String((await reader.read()).value);
  expect(await read()).toContain('"progress":0');
  world.timers.pass(usualLimits.progress);
  expect(await read()).toContain('"progress":15');
  world.timers.pass(usualLimits.progress);
  expect(await read()).toContain('"progress":30');
  await reader.cancel();
  await world.lines.find(({ event }) => event === "abandoned");
});

test("the transport of a client that is closed in the middle is abandonment as well", async () => {
  await using world = await startWorld();
  const client = new Client({ name: "tester", version: "1" });
  const transport = new StreamableHTTPClientTransport(world.url);
  await client.connect(transport);
  const result = client.callTool({ name: "pipelock-block", arguments: args });
  const failed = failureOf(result);
  await world.lines.find(({ event }) => event === "proposed");
  await transport.close();
  expect(await failed).toMatch(/closed/i);
  await world.lines.find(({ event }) => event === "abandoned");
});
