import { sampleToken } from "@claude-bottle/secrets/testing";
import { Events, startUpstream, valuesOf, type Upstream } from "@claude-bottle/shared/testing";
import { once } from "node:events";
import type { TLSSocket } from "node:tls";
import type { Duplex } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drained } from "../testing/agent.ts";
import { KNOWN, SLOT, startWorld, testRoot, type World } from "../testing/world.ts";
import { createHttpFront } from "./http-front.ts";
import { FrameReader } from "./websocket-frames.ts";

const SWITCH = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
const KEY = Buffer.from([7, 11, 13, 17]);
const FIN = 0x80;
const [CONTINUATION, TEXT, PING] = [0, 1, 9];

/** A frame as a client sends it. */
function frame(text: string, first = FIN | TEXT): Buffer {
  const payload = Buffer.from(text).map((byte, at) => byte ^ (KEY[at % 4] ?? 0));
  return Buffer.concat([Buffer.from([first, 0x80 | payload.length]), KEY, payload]);
}

interface Echo extends AsyncDisposable {
  upstream: Upstream;
  /** What came, unmasked, of all connections. */
  said: () => string;
  got: Events<string>;
}

/** A host that switches and, unless told otherwise, listens only. */
async function startListener(onSwitch: (socket: Duplex) => void = () => {}): Promise<Echo> {
  let said = "";
  const got = new Events<string>();
  const upstream = await startUpstream({
    authority: testRoot,
    upgrade: (_, socket) => {
      const frames = new FrameReader();
      socket.write(`${SWITCH}Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n`);
      socket.on("data", (chunk: Buffer) => {
        for (const { payload } of frames.push(chunk)) said += payload.toString("latin1");
        got.add(said);
      });
      onSwitch(socket);
    },
  });
  return { upstream, said: () => said, got, [Symbol.asyncDispose]: () => upstream[Symbol.asyncDispose]() };
}

let world: World;
beforeAll(async () => {
  world = await startWorld({ front: createHttpFront() });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function openWebSocket(host: string, path = "/ws"): Promise<{ socket: TLSSocket; head: string }> {
  const socket = await world.agent.secure({ target: `${host}:443` });
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n`); // prettier-ignore
  const [head]: Buffer[] = await once(socket, "data");
  return { socket, head: head?.toString() ?? "" };
}

const CLOSED = /^\u0088[^]{3}egress-proxy \(known-value\): [^]*DB_PASSWORD/;

test("F22 F23 a value of the bottle, its frame cut at every byte, never arrives; the socket is closed with 1008", async () => {
  await using api = await startListener();
  world.point({ "open.test": api.upstream.address });
  const bytes = frame(KNOWN);
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const { socket } = await openWebSocket("open.test", `/cut-${cut}`);
    const answer = drained(socket);
    socket.write(bytes.subarray(0, cut));
    socket.write(bytes.subarray(cut));
    const closed = await answer;
    expect([cut, closed]).toEqual([cut, expect.stringMatching(CLOSED)]);
    expect(Buffer.from(closed, "latin1").readUInt16BE(2)).toBe(1008);
    const line = await world.decisions.find(({ path }) => path === `/cut-${cut}`);
    expect(line).toMatchObject({ rule: "known-value", verdict: "deny", status: 101 });
    // enough of the value is as good as all of it
    expect([cut, bytes.length]).toContain(line.bytes_in);
  }
  expect(api.said()).not.toContain(KNOWN);
  expect(world.lines.join("\n")).not.toContain(KNOWN);
});

const splits = Array.from({ length: KNOWN.length - 1 }, (_, at) => [
  KNOWN.slice(0, at + 1),
  KNOWN.slice(at + 1),
]);
test.for([
  ["in two fragments", ([a = "", b = ""]) => [frame(a, TEXT), frame(b, FIN | CONTINUATION)]],
  ["with a ping between them", ([a = "", b = ""]) => [frame(a, TEXT), frame("ping", FIN | PING), frame(b, FIN | CONTINUATION)]], // prettier-ignore
  ["in two messages", ([a = "", b = ""]) => [frame(a), frame(b)]],
  ["in two pings", ([a = "", b = ""]) => [frame(a, FIN | PING), frame(b, FIN | PING)]],
] as [string, (parts: string[]) => Buffer[]][])(
  "F22 F23 a value of the bottle %s, cut anywhere, never arrives whole",
  async ([, framesOf]) => {
    for (const parts of splits) {
      await using api = await startListener();
      world.point({ "open.test": api.upstream.address });
      const { socket } = await openWebSocket("open.test");
      const answer = drained(socket);
      for (const bytes of framesOf(parts)) socket.write(bytes);
      expect(await answer).toMatch(CLOSED);
      expect(api.said().replace("ping", "")).not.toContain(KNOWN);
    }
  },
);

test("F22 a token of a provider that ends a message never arrives whole, cut anywhere", async () => {
  const token = sampleToken("vercel-token");
  for (let cut = 1; cut < token.length; cut += 1) {
    await using api = await startListener();
    world.point({ "open.test": api.upstream.address });
    const { socket } = await openWebSocket("open.test");
    const answer = drained(socket);
    socket.write(frame(token.slice(0, cut), TEXT));
    socket.write(frame(token.slice(cut), FIN | CONTINUATION));
    expect(await answer).toMatch(/^\u0088[^]{3}egress-proxy \(provider-token\): [^]*Vercel/);
    expect(api.said()).not.toContain(token);
  }
});

test("one byte at a time", async () => {
  await using api = await startListener();
  world.point({ "open.test": api.upstream.address });
  const { socket } = await openWebSocket("open.test");
  const answer = drained(socket);
  for (const byte of frame(`say ${KNOWN}`)) socket.write(Buffer.from([byte]));
  expect(await answer).toMatch(CLOSED);
  expect(api.said()).not.toContain(KNOWN);
});

test("where upstream stopped within a frame nothing is put into it", async () => {
  await using api = await startListener((socket) => socket.write(Buffer.from([0x81, 5, 0x61, 0x62])));
  world.point({ "open.test": api.upstream.address });
  const { socket, head } = await openWebSocket("open.test");
  const answer = drained(socket);
  socket.write(frame(KNOWN));
  expect(`${head}${await answer}`).toMatch(/\r\n\r\n[^]{2}ab$/);
});

test("F22 B16 with dlp_action warn it passes, and the line says so", async () => {
  await using api = await startListener();
  world.point({ "open.test": api.upstream.address }, { dlp_action: "warn" });
  const { socket } = await openWebSocket("open.test", "/warned");
  socket.write(frame(KNOWN));
  expect(await api.got.find((said) => said.length >= KNOWN.length)).toBe(KNOWN);
  socket.destroy();
  expect(await world.decisions.find(({ path }) => path === "/warned")).toMatchObject({ verdict: "warn", rule: "known-value", status: 101 }); // prettier-ignore
});

test("B45 deflate is offered to no host and accepted from none; a socket is one line, with what passed", async () => {
  await using api = await startListener((socket) => socket.write(Buffer.from([0x81, 2, 0x68, 0x69])));
  world.point({ "open.test": api.upstream.address });
  const { socket, head } = await openWebSocket("open.test", "/plain");
  expect(head).toMatch(/^HTTP\/1.1 101 /);
  expect(head).not.toMatch(/extensions/i);
  const [received] = api.upstream.requests.all;
  expect(received === undefined ? null : valuesOf(received, "sec-websocket-extensions")).toEqual([]);
  socket.write(frame("hello"));
  await api.got.find((said) => said === "hello");
  socket.destroy();
  expect(await world.decisions.find(({ path }) => path === "/plain")).toMatchObject({ verdict: "allow", rule: "allowlist", status: 101, bytes_in: 11, bytes_out: 4 }); // prettier-ignore
});

test("F37 an injected credential that comes back in a frame is masked, cut at every byte", async () => {
  const bytes = Buffer.concat([Buffer.from([0x81, SLOT.length + 2]), Buffer.from(`<${SLOT}>`)]);
  for (let cut = 1; cut < bytes.length; cut += 1) {
    let send: () => void = () => {};
    await using api = await startListener((socket) => {
      socket.write(bytes.subarray(0, cut));
      send = () => void socket.end(bytes.subarray(cut));
    });
    world.point({ "api.test": api.upstream.address });
    const { socket, head } = await openWebSocket("api.test");
    const answer = drained(socket);
    send();
    const frames = `${head}${await answer}`.split("\r\n\r\n")[1] ?? "";
    expect([cut, frames]).toEqual([cut, expect.stringMatching(/^[^]{2}<(?:cana|can|ca|c|)\*{22,26}>$/)]);
    expect(frames).toHaveLength(bytes.length);
  }
});
