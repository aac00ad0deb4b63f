import { startConnectHop, startRawUpstream, startUpstream } from "@claude-bottle/shared/testing";
import { createAuthority } from "@claude-bottle/shared/x509";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { drained } from "../testing/agent.ts";
import { startWorld, testRoot, type World, type WorldOptions } from "../testing/world.ts";
import { createHttpFront } from "./http-front.ts";
import { usualGuard } from "./open-tcp.ts";

const authority = testRoot;
const MIB = 1024 * 1024;

const start = async (options: Omit<WorldOptions, "front">): Promise<World> =>
  await startWorld({ front: createHttpFront(), ...options });

/** Accepts connections and says nothing on them. */
async function startMute(): Promise<AsyncDisposable & { address: string; port: number }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = address === null || typeof address === "string" ? 0 : address.port;
  return {
    address: `127.0.0.1:${port}`,
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

const TIMEOUT = [504, "upstream-timeout"];
const verdictOf = ({ status, headers }: { status: number; headers: Record<string, unknown> }): unknown[] => [
  status,
  headers["x-claude-bottle-block"],
];

describe("every wait has its end", () => {
  test("a tunnel in which no TLS begins", async () => {
    await using world = await start({ times: { handshake: 50 } });
    expect(await drained(await world.agent.tunnel())).toBe("");
  });

  test("a name that is not resolved", async () => {
    const guard = { ...usualGuard, lookup: () => {} };
    await using world = await start({ times: { dial: 50 }, guard });
    expect(verdictOf(await world.agent.ask())).toEqual(TIMEOUT);
  });

  test("an upstream that does not begin TLS", async () => {
    await using mute = await startMute();
    await using world = await start({ times: { dial: 50 } });
    world.point({ "api.test": mute.address });
    expect(verdictOf(await world.agent.ask())).toEqual(TIMEOUT);
  });

  test("a pipelock that does not answer a CONNECT", async () => {
    await using mute = await startMute();
    const ca = createAuthority({ commonName: "pipelock", days: 2, now: new Date() }).certPem;
    await using world = await start({ times: { dial: 50 } });
    world.point(
      {},
      { upstream: { via: "pipelock", host: "127.0.0.1", port: mute.port, ca, passthrough: [] } },
    );
    expect(verdictOf(await world.agent.ask())).toEqual(TIMEOUT);
  });

  test("a pipelock that says no and never why", async () => {
    const ca = createAuthority({ commonName: "pipelock", days: 2, now: new Date() }).certPem;
    await using hop = await startConnectHop({
      route: () => null,
      refusal: "HTTP/1.1 403 Forbidden\r\nContent-Length: 90\r\n\r\n",
    });
    await using world = await start({});
    const upstream = {
      via: "pipelock",
      host: "127.0.0.1",
      port: hop.port,
      ca,
      passthrough: [] as string[],
    } as const;
    world.point({}, { upstream });
    expect(verdictOf(await world.agent.ask())).toEqual([403, "pipelock"]);
  });

  test("an upstream that never answers a request", async () => {
    await using api = await startUpstream({ authority, answer: (request) => void request.resume() });
    await using world = await start({ times: { firstByte: 50 } });
    world.point({ "api.test": api.address });
    for (const ask of [{}, { method: "POST", body: "x" }])
      expect(verdictOf(await world.agent.ask(ask))).toEqual(TIMEOUT);
    expect(api.requests.all).toHaveLength(2);
  });

  test("an upstream that never answers a WebSocket", async () => {
    await using api = await startRawUpstream({ authority, onData: () => {} });
    await using world = await start({ times: { firstByte: 50 } });
    world.point({ "api.test": api.address });
    const answer = await world.agent.raw(
      "GET /ws HTTP/1.1\r\nHost: api.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    );
    expect(answer).toMatch(/^HTTP\/1.1 504 /);
  });

  test.for([
    ["before any of it", ""],
    ["in the middle", "x".repeat(100_000)],
  ])("an agent that falls silent with a body unsent, %s", async ([, first]) => {
    await using api = await startUpstream({ authority });
    await using world = await start({ times: { silence: 50 } });
    world.point({ "api.test": api.address });
    const answer = await world.agent.raw(
      `POST / HTTP/1.1\r\nHost: api.test\r\nContent-Length: 200000\r\n\r\n${first}`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 408 [^]*X-Claude-Bottle-Block: timeout/);
    expect(api.requests.all.filter(({ isComplete }) => isComplete)).toEqual([]);
  });

  test("but not an agent whose upstream does not take what it sends", async () => {
    let go: () => void = () => {};
    await using api = await startUpstream({
      authority,
      answer: (request, response) => {
        go = () => void request.resume();
        request.once("end", () => response.end("taken"));
      },
    });
    await using mute = await startUpstream({ authority, answer: (request) => void request.resume() });
    await using world = await start({ times: { silence: 300, firstByte: 3000 } });
    world.point({ "open.test": api.address, "api.test": mute.address });
    const held = world.agent.ask({ method: "POST", target: "open.test:443", body: Buffer.alloc(32 * MIB) });
    await api.requests.find(() => true);
    // Ten silences long.
    expect(verdictOf(await world.agent.ask())).toEqual(TIMEOUT);
    go();
    expect(await held).toMatchObject({ status: 200, body: "taken" });
  });

  test.for([
    ["of its own", { idle: 30 }, {}],
    ["that its upstream prolongs", { idleMost: 30 }, { "Keep-Alive": "timeout=600" }],
  ] as const)("a kept connection to an upstream, at a bound %s", async ([, times, headers]) => {
    await using api = await startUpstream({
      authority,
      answer: (_, response) => response.writeHead(200, headers).end("ok"),
    });
    await using world = await start({ times });
    world.point({ "api.test": api.address });
    expect((await world.agent.ask()).status).toBe(200);
    const [connection] = api.connections.all;
    if (connection?.destroyed === false) await once(connection, "close");
    expect((await world.agent.ask()).status).toBe(200);
    expect(api.connections.all).toHaveLength(2);
  });

  test("a connection that is always in use, before pipelock's own end of it", async () => {
    await using api = await startUpstream({ authority });
    await using world = await start({ times: { age: 1 } });
    world.point({ "api.test": api.address });
    while (api.connections.all.length < 3) expect((await world.agent.ask()).status).toBe(200);
  });
});
