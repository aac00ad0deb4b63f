import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { factOf, startWorld, textOf, type World } from "../testing/world.ts";

const JSON_TYPE = { "content-type": "application/json", accept: "application/json, text/event-stream" };
const ping = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "ping" });
const call = (args: unknown): unknown => ({
  jsonrpc: "2.0",
  id: 1,
  method: "tools/call",
  params: { name: "pipelock-block", arguments: args },
});

async function post(world: World, body: string, headers: Record<string, string> = {}) {
  const answer = await fetch(world.url, { method: "POST", body, headers: { ...JSON_TYPE, ...headers } });
  return { status: answer.status, text: await answer.text() };
}

/** It serves, and nothing reached the operator. */
async function expectUnharmed(world: World): Promise<void> {
  expect(await post(world, ping)).toMatchObject({
    status: 200,
    text: expect.stringContaining('"result":{}'),
  });
  expect(await world.operator.queue()).toMatchObject({ pending: [], skipped: [] });
  expect(world.running.service.held).toBe(0);
}

describe("a hostile request is refused and does no harm", () => {
  test.for([
    ["not JSON", "hello", 400],
    ["half of JSON", ping.slice(0, 20), 400],
    ["nothing", "", 400],
    ["null", "null", 400],
    ["a number", "7", 400],
    ["a batch", `[${ping},${ping}]`, 400],
    ["an empty batch", "[]", 400],
    ["no JSON-RPC", '{"a":1}', 400],
    ["another JSON-RPC", '{"jsonrpc":"1.0","id":1,"method":"ping"}', 400],
    [
      "deep",
      `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`,
      400,
    ],
    [
      "deep in a tool's arguments",
      JSON.stringify(call({ a: JSON.parse("[".repeat(40) + "]".repeat(40)) })),
      400,
    ],
    ["huge", JSON.stringify(call({ failed_url: "x".repeat(600_000) })), 413],
    ["with a prototype", '{"jsonrpc":"2.0","id":1,"method":"ping","__proto__":{"x":1}}', 400],
    ["with a constructor", '{"jsonrpc":"2.0","id":1,"method":"ping","constructor":{"prototype":{}}}', 400],
  ] as const)("%s", async ([, body, status]) => {
    await using world = await startWorld();
    const answer = await post(world, body);
    expect(answer.status).toBe(status);
    expect(answer.text.length).toBeLessThan(500);
    expect(JSON.parse(answer.text)).toMatchObject({ error: { code: expect.any(Number) } });
    await expectUnharmed(world);
  });

  test.for([
    [
      "a foreign method",
      { method: "resources/read", params: { uri: "file:///etc/passwd" } },
      "Method not found",
    ],
    ["a method of nobody", { method: "proposals/approve" }, "Method not found"],
    [
      "an unknown tool",
      { method: "tools/call", params: { name: "approve", arguments: {} } },
      "approve not found",
    ],
    [
      "arguments that are no object",
      { method: "tools/call", params: { name: "list-routes", arguments: [1] } },
      "error",
    ],
    [
      "an argument of a megabyte's kind",
      {
        method: "tools/call",
        params: { name: "pipelock-block", arguments: { failed_url: "x".repeat(3_000), justification: "it" } },
      },
      "at most 2000 characters",
    ],
  ] as const)("%s", async ([, message, words]) => {
    await using world = await startWorld();
    const { status, text } = await post(world, JSON.stringify({ jsonrpc: "2.0", id: 1, ...message }));
    expect([status, text]).toEqual([expect.any(Number), expect.stringContaining(words)]);
    expect(status).toBeLessThan(500);
    await expectUnharmed(world);
  });

  test.for([
    ["another type of content", { "content-type": "text/plain" }, 415],
    ["a page's origin", { origin: "http://supervise:9100" }, 403],
    ["a type that it does not want back", { accept: "text/html" }, 406],
    ["a coding", { "content-encoding": "gzip" }, 200],
  ] as const)("with %s", async ([, headers, status]) => {
    await using world = await startWorld();
    expect((await post(world, ping, headers)).status).toBe(status);
    await expectUnharmed(world);
  });

  test.for([
    ["GET", "/mcp", 405],
    ["DELETE", "/mcp", 405],
    ["PUT", "/mcp", 404],
    ["OPTIONS", "/mcp", 404],
    ["GET", "/healthz", 404],
    ["GET", "/status", 404],
    ["PUT", "/live", 404],
    ["POST", "/look", 404],
    ["GET", "http://allowed.example/", 404],
    ["POST", "http://allowed.example/mcpx", 404],
    ["GET", "/%2e%2e/mcp", 404],
  ] as const)(
    "%s %s: the agent has POST /mcp and neither the control surface nor a proxy",
    async ([method, path, status]) => {
      await using world = await startWorld();
      const asked = request({ port: world.running.port, host: "127.0.0.1", method, path }).end();
      const [answer] = await once(asked, "response");
      answer.resume();
      expect(answer.statusCode).toBe(status);
      await expectUnharmed(world);
    },
  );

  test.for([
    ["a tunnel", "CONNECT allowed.example:443 HTTP/1.1\r\nHost: allowed.example\r\n\r\n"],
    [
      "a WebSocket",
      "GET /mcp HTTP/1.1\r\nHost: s\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAA\r\nSec-WebSocket-Version: 13\r\n\r\n",
    ],
    [
      "two lengths",
      `POST /mcp HTTP/1.1\r\nHost: s\r\nContent-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ["no HTTP", "\u0016\u0003\u0001\u0002\r\n\r\n"],
  ])("%s is not opened", async ([, text = ""]) => {
    await using world = await startWorld();
    const socket = connect(world.running.port, "127.0.0.1");
    let answer = "";
    socket.on("data", (chunk) => (answer += chunk.toString()));
    socket.end(text);
    await once(socket, "close");
    expect(answer).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/);
    await expectUnharmed(world);
  });

  test("whatever is sent, it answers and goes on serving", async () => {
    await using world = await startWorld();
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.integer(),
        fc.constant(null),
        fc.boolean(),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie("value"), { maxKeys: 3 }),
      ),
    })).value;
    const message = fc.record(
      {
        jsonrpc: fc.constant("2.0"),
        id: json,
        method: fc.constantFrom(
          "tools/call",
          "tools/list",
          "initialize",
          "server/discover",
          "ping",
          "notifications/cancelled",
          "subscriptions/listen",
        ),
        params: fc.oneof(
          json,
          fc.record({ name: fc.constantFrom("list-routes", "pipelock-block"), arguments: json, _meta: json }),
        ),
      },
      { requiredKeys: ["jsonrpc"] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(json, message), async (body) => {
        const { status } = await post(world, JSON.stringify(body));
        expect(status).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
    await expectUnharmed(world);
  });

  test("one client cannot call off another's wait", async () => {
    await using world = await startWorld();
    const client = await world.connect();
    const waiting = client.callTool({
      name: "pipelock-block",
      arguments: { failed_url: "https://a.example/", justification: "it" },
    });
    await world.lines.find(({ event }) => event === "proposed");
    for (const requestId of [0, 1, 2, 3]) {
      const notice = { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId } };
      expect((await post(world, JSON.stringify(notice))).status).toBe(202);
      expect((await post(world, JSON.stringify(notice), { "mcp-session-id": "guessed" })).status).toBe(202);
    }
    await world.operator.decide((await world.operator.queue()).pending[0]!);
    expect(factOf(textOf(await waiting), "status")).toBe("approved");
  });
});

describe("a flood", () => {
  test("of proposals is bounded, says what to do, and does not reach another bottle", async () => {
    await using world = await startWorld({ limits: { held: 4 } });
    await using other = await startWorld();
    const client = await world.connect();
    const asked = Array.from({ length: 60 }, (_, index) =>
      client.callTool({
        name: "pipelock-block",
        arguments: { failed_url: `https://host-${index}.example/`, justification: "again" },
      }),
    );
    const seen = { pending: 0, refused: 0 };
    const answered = Promise.withResolvers<void>();
    const ended = asked.map(async (each) => {
      const text = textOf(await each);
      if (factOf(text, "status") === "pending") seen.pending += 1;
      else if (/16 proposals wait for the operator already/.test(text)) seen.refused += 1;
      // Which four are held is for the network to say
      if (seen.pending + seen.refused === 56) answered.resolve();
    });
    await answered.promise;
    expect((await world.operator.queue()).pending).toHaveLength(16);
    // Four are held, twelve were answered at once, the rest was refused
    expect(world.running.service.held).toBe(4);
    expect(seen.refused).toBe(44);
    const quiet = await other.connect();
    const waiting = quiet.callTool({
      name: "pipelock-block",
      arguments: { failed_url: "https://quiet.example/", justification: "once" },
    });
    await other.lines.find(({ event }) => event === "proposed");
    const { pending } = await other.operator.queue();
    expect(pending).toHaveLength(1);
    await other.operator.decide(pending[0]!);
    expect(factOf(textOf(await waiting), "status")).toBe("approved");
    world.running.service.stop();
    await Promise.all(ended);
    expect(seen).toEqual({ pending: 16, refused: 44 });
  });

  test("of connections leaves those that are there alone", async () => {
    await using world = await startWorld({ limits: { connections: 8 } });
    const client = await world.connect();
    const waiting = client.callTool({
      name: "pipelock-block",
      arguments: { failed_url: "https://a.example/", justification: "it" },
    });
    await world.lines.find(({ event }) => event === "proposed");
    const sockets = Array.from({ length: 50 }, () => connect(world.running.port, "127.0.0.1"));
    for (const socket of sockets) socket.on("error", () => {});
    await Promise.all(sockets.slice(8).map(async (socket) => await once(socket, "close")));
    await world.operator.decide((await world.operator.queue()).pending[0]!);
    expect(factOf(textOf(await waiting), "status")).toBe("approved");
    for (const socket of sockets) socket.destroy();
  });
});
