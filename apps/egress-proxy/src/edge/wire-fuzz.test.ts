import { startRawUpstream, startUpstream } from "@claude-bottle/shared/testing";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { Duplex } from "node:stream";
import { connect } from "node:tls";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drained } from "../testing/agent.ts";
import { mangledAnswers, mangledHellos, mangledRequests } from "../testing/mangled.ts";
import { startWorld, testRoot, type World } from "../testing/world.ts";
import { createHttpFront } from "./http-front.ts";
import { createMitmFront } from "./mitm-front.ts";

const authority = testRoot;
const isLinux = process.platform === "linux";
const descriptors = (): number => (isLinux ? readdirSync("/proc/self/fd").length : 0);

/** Both ends of the wire are in this process; kept connections to the upstreams are the only ones that may stay. */
async function untilClosed(before: number): Promise<void> {
  while (descriptors() > before + 3) await new Promise((resolve) => setImmediate(resolve));
}

describe.for([
  ["http-mitm-proxy", createMitmFront],
  ["node:http", createHttpFront],
] as const)("security 11: bytes on the wire that nobody should send, to the proxy on %s", ([, create]) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ front: create(), times: { handshake: 1_000, idle: 20 } });
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });
  const isWell = async (): Promise<void> => {
    expect((await world.agent.ask({ target: "other.test:443" })).status).toBe(403);
  };

  test("requests end in bounded time, and upstream gets whole ones or nothing", async () => {
    await using api = await startUpstream({ authority });
    world.point({ "api.test": api.address });
    const before = descriptors();
    await fc.assert(
      fc.asyncProperty(mangledRequests, async (pieces) => {
        const seen = api.requests.all.length;
        const socket = await world.agent.secure();
        for (const piece of pieces) socket.write(piece, "latin1");
        socket.end();
        const answer = await drained(socket);
        expect(answer).toMatch(/^(?:HTTP\/1\.1 [2-5]\d\d |$)/);
        const received = api.requests.all.slice(seen);
        expect(received.length).toBeLessThanOrEqual(2);
        for (const { target, body, isComplete } of received)
          if (isComplete && target === "/f") expect(["", "abc"]).toContain(body.slice(0, 3));
      }),
      { numRuns: 150 },
    );
    await untilClosed(before);
    await isWell();
  });

  test("hellos end their tunnel and nothing else", async () => {
    const before = descriptors();
    const ended = fc.sample(await mangledHellos(), 200).map(async (segments) => {
      const socket = await world.agent.tunnel();
      for (const segment of segments) socket.write(segment);
      await drained(socket);
    });
    await Promise.all(ended);
    await untilClosed(before);
    await isWell();
  });

  test("two hundred handshakes left half done hold nothing", async () => {
    const before = descriptors();
    const tunnels = Array.from({ length: 200 }, async () => {
      const socket = await world.agent.tunnel();
      socket.write(Buffer.from("1603010200010001fc0303", "hex"));
      return await drained(socket);
    });
    await Promise.all(tunnels);
    await untilClosed(before);
    await isWell();
  });

  test("a hello that does not wait for the 200 is served", async () => {
    const socket = await world.agent.connection();
    const target = "other.test:443";
    let head: string | null = "";
    let first = `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`;
    const inner = new Duplex({
      read: () => {},
      write(chunk: Buffer, _, done) {
        socket.write(Buffer.concat([Buffer.from(first), chunk]), done);
        first = "";
      },
    });
    socket.on("data", (chunk: Buffer) => {
      if (head === null) inner.push(chunk);
      else {
        head += chunk.toString("latin1");
        const end = head.indexOf("\r\n\r\n");
        if (end === -1) return;
        inner.push(Buffer.from(head.slice(end + 4), "latin1"));
        head = null;
      }
    });
    const secure = connect({ socket: inner, servername: "other.test", ca: world.service.authority.certPem });
    expect((await world.agent.ask({ target }, secure)).status).toBe(403);
    socket.destroy();
    await isWell();
  });

  test("answers of an upstream end in an answer or a cut", async () => {
    let answer = "";
    await using api = await startRawUpstream({
      authority,
      onData: ({ socket }) => socket.end(answer, "latin1"),
    });
    world.point({ "api.test": api.address, "open.test": api.address });
    const before = descriptors();
    await fc.assert(
      fc.asyncProperty(mangledAnswers, fc.constantFrom("api.test", "open.test"), async (bytes, host) => {
        answer = bytes;
        const request = `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
        const got = await world.agent.raw(request, { target: `${host}:443` });
        expect(got).toMatch(/^(?:HTTP\/1\.1 [2-5]\d\d |$)/);
      }),
      { numRuns: 150 },
    );
    await untilClosed(before);
    await isWell();
  });

  test("an upstream that leaves in each state of an answer leaves nothing open", async () => {
    const whole = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    let at = 0;
    await using api = await startRawUpstream({
      authority,
      onData: ({ socket }) => {
        socket.write(whole.slice(0, at));
        socket.destroy();
      },
    });
    world.point({ "open.test": api.address });
    const before = descriptors();
    for (at = 0; at < whole.length; at += 1) {
      const got = await world.agent.raw("POST / HTTP/1.1\r\nHost: open.test\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", { target: "open.test:443" }); // prettier-ignore
      expect(got).toMatch(/^(?:HTTP\/1\.1 (?:200|502) |$)/);
      expect(got).not.toMatch(/hello$/);
    }
    await untilClosed(before);
    await isWell();
  });

  test("a client that leaves at each byte of its request leaves nothing open", async () => {
    await using api = await startUpstream({ authority });
    world.point({ "open.test": api.address });
    const whole = "POST / HTTP/1.1\r\nHost: open.test\r\nContent-Length: 5\r\n\r\nhello";
    const before = descriptors();
    for (let at = 0; at < whole.length; at += 3) {
      const socket = await world.agent.secure({ target: "open.test:443" });
      socket.write(whole.slice(0, at));
      socket.destroy();
      await once(socket, "close");
    }
    await untilClosed(before);
    expect(api.requests.all.filter(({ isComplete }) => isComplete)).toEqual([]);
    await isWell();
  });
});
