import { createAuthority } from "@claude-bottle/shared/x509";
import type { EgressConfig, RefusalCode } from "@claude-bottle/policy";
import { sampleToken } from "@claude-bottle/secrets/testing";
import { startConnectHop, startRawUpstream } from "@claude-bottle/shared/testing";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drained, type Ask } from "../testing/agent.ts";
import { KNOWN, startWorld, testRoot, type World } from "../testing/world.ts";
import { createMitmFront } from "./mitm-front.ts";
import { usualGuard } from "./open-tcp.ts";

const pipelock = createAuthority({ commonName: "pipelock", days: 2, now: new Date() });
const stranger = createAuthority({ commonName: "stranger", days: 2, now: new Date() });
const TEXT = "Content-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\n";

/** How to be refused in each way there is; a new one does not compile without its case here. */
interface Case {
  /** Whole request, head and body, of the agent. */
  bytes?: string | Buffer;
  target?: string;
  servername?: string;
  /** Sent outside of any tunnel. */
  isPlain?: true;
  /** What the upstream answers, in raw bytes; it hangs up then. */
  upstream?: string;
  signedBy?: typeof testRoot;
  /** The way leads through pipelock, which relays; or refuses with this. */
  pipelock?: true | string;
  config?: Partial<EgressConfig>;
}

const get = (path: string, host = "open.test", more = ""): string =>
  `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`;
const post = (host: string, more: string, body: string | Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(`POST / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`),
    Buffer.from(body),
  ]);
const zeros = gzipSync(Buffer.alloc(65 * 1024 * 1024));

const TOKEN = sampleToken("github-token");

const cases: Record<RefusalCode, Case> = {
  "authority-malformed": { isPlain: true, bytes: "CONNECT a:b:c HTTP/1.1\r\nHost: x\r\n\r\n" },
  "authority-mismatch": { servername: "other.test" },
  framing: { bytes: get("/", "open.test", "Transfer_Encoding: chunked\r\n") },
  malformed: { bytes: "GET / HTTP/1.1\r\nHost : open.test\r\n\r\n" },
  "too-large": { bytes: get("/", "open.test", `X: ${"x".repeat(70_000)}\r\n`) },
  "method-unknown": { bytes: "TRACE / HTTP/1.1\r\nHost: open.test\r\nConnection: close\r\n\r\n" },
  target: { bytes: get("http://open.test/") },
  expectation: { bytes: get("/", "open.test", "Expect: magic\r\n") },
  "content-coding": { bytes: post("open.test", "Content-Encoding: snappy\r\nContent-Length: 1\r\n", "x") },
  "body-too-large": {
    bytes: post("open.test", `Content-Encoding: gzip\r\nContent-Length: ${zeros.length}\r\n`, zeros),
  },
  timeout: { bytes: post("open.test", "Content-Length: 5\r\n", "x") },
  upgrade: {
    bytes: post("open.test", "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 1\r\n", "x"),
  },
  "git-push": { bytes: get("/a.git/git-receive-pack") },
  host: { target: "unlisted.test:443", bytes: get("/", "unlisted.test") },
  port: { target: "open.test:8443", bytes: get("/", "open.test:8443") },
  path: { target: "paths.test:443", bytes: get("/other", "paths.test") },
  method: {
    target: "paths.test:443",
    bytes: `DELETE /repos/a/x HTTP/1.1\r\nHost: paths.test\r\nConnection: close\r\n\r\n`,
  },
  "credential-in-query": { target: "api.test:443", bytes: get("/?access_token=x", "api.test") },
  "known-value": { bytes: get(`/${KNOWN}`) },
  "provider-token": { bytes: post("open.test", `Content-Length: ${TOKEN.length}\r\n`, TOKEN) },
  address: {
    target: "private.test:443",
    bytes: get("/", "private.test"),
    config: { allowlist: ["private.test"] },
  },
  pipelock: { pipelock: `HTTP/1.1 403 Forbidden\r\n${TEXT}\r\nCONNECT blocked: domain not in allowlist\n` },
  "pipelock-rate": { pipelock: `HTTP/1.1 429 Too Many Requests\r\n${TEXT}\r\nblocked: rate limit\n` },
  "upstream-unreachable": { config: { private_hosts: { "open.test": "127.0.0.1:1" } } },
  "upstream-closed": { upstream: "", bytes: post("open.test", "Content-Length: 1\r\n", "x") },
  "upstream-invalid": { upstream: "garbage\r\n\r\n" },
  "upstream-certificate": { upstream: "", signedBy: stranger },
  "upstream-not-intercepted": { upstream: "", pipelock: true },
  "upstream-coding": {
    target: "api.test:443",
    bytes: get("/", "api.test"),
    upstream: "HTTP/1.1 200 OK\r\nContent-Encoding: snappy\r\nContent-Length: 1\r\n\r\nx",
  },
  "upstream-timeout": { upstream: "HTTP/1.1 100 Continue\r\n" },
};

let world: World;
beforeAll(async () => {
  const lookup: typeof usualGuard.lookup = (_, __, done) => done(null, [{ address: "10.0.0.1", family: 4 }]);
  world = await startWorld({
    front: createMitmFront(),
    times: { silence: 100, firstByte: 100 },
    guard: { ...usualGuard, lookup },
  });
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

async function answerTo({
  bytes = get("/"),
  isPlain,
  target = "open.test:443",
  servername,
}: Case): Promise<string> {
  if (isPlain === true) {
    const socket = await world.agent.connection();
    socket.write(bytes);
    return await drained(socket);
  }
  const ask: Ask = { target, ...(servername === undefined ? {} : { servername }) };
  return await world.agent.raw(bytes, ask);
}

test.for(Object.entries(cases))("B45 %s: refused by name, and one line says so", async ([code, one]) => {
  await using api = await startRawUpstream({
    authority: one.signedBy ?? testRoot,
    onData: ({ socket }) => {
      if (code === "body-too-large") return;
      if (code === "upstream-timeout") socket.write(one.upstream ?? "");
      else socket.end(one.upstream ?? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    },
  });
  await using hop = await startConnectHop({
    route: () => (one.pipelock === true ? api.address : null),
    ...(typeof one.pipelock === "string" ? { refusal: one.pipelock } : {}),
  });
  const through = { via: "pipelock", host: "127.0.0.1", port: hop.port, ca: pipelock.certPem, passthrough: [] as string[] } as const; // prettier-ignore
  world.point(
    { "open.test": api.address, "api.test": api.address },
    { ...(one.pipelock === undefined ? {} : { upstream: through }), ...one.config },
  );
  const before = world.decisions.all.length;
  const answer = await answerTo(one);
  expect(/\r\nX-Claude-Bottle-Block: (\S+)\r\n/.exec(answer)?.[1]).toBe(code);
  await world.decisions.find((line) => world.decisions.all.indexOf(line) >= before);
  const lines = world.decisions.all.slice(before);
  expect(lines).toMatchObject([{ verdict: "deny", rule: code, status: Number(answer.slice(9, 12)) }]);
});
