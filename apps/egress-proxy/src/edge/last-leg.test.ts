import { startConnectHop, startUpstream, valuesOf } from "@claude-bottle/shared/testing";
import { createAuthority } from "@claude-bottle/shared/x509";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drained } from "../testing/agent.ts";
import { SLOT, startWorld, testRoot, type World } from "../testing/world.ts";
import { createHttpFront } from "./http-front.ts";

const pipelock = createAuthority({ commonName: "pipelock", days: 2, now: new Date() });

describe("the last leg through pipelock", () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ front: createHttpFront() });
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });
  const through = (port: number, passthrough: string[] = []): void => {
    const upstream = { via: "pipelock", host: "127.0.0.1", port, ca: pipelock.certPem, passthrough } as const;
    world.point({}, { upstream });
  };

  test("F41 an intercepted host must show pipelock's certificate; the agent sees only ours", async () => {
    await using api = await startUpstream({ authority: pipelock });
    await using hop = await startConnectHop({ route: () => api.address });
    through(hop.port);
    expect((await world.agent.ask()).status).toBe(200);
    expect(hop.asked.all).toEqual(["api.test:443"]);
    expect(valuesOf(api.requests.all[0]!, "authorization")).toEqual([`Bearer ${SLOT}`]);
  });

  test("F41 a passed-through host must show a public certificate", async () => {
    await using api = await startUpstream({ authority: testRoot });
    await using hop = await startConnectHop({ route: () => api.address });
    through(hop.port, ["*.test"]);
    expect((await world.agent.ask()).status).toBe(200);
  });

  test.for([
    ["an intercepted host shows a public certificate", testRoot, [], "upstream-not-intercepted"],
    ["a passed-through host shows pipelock's", pipelock, ["api.test"], "upstream-certificate"],
  ] as const)("when %s nothing is sent to it", async ([, authority, passthrough, code]) => {
    await using api = await startUpstream({ authority });
    await using hop = await startConnectHop({ route: () => api.address });
    through(hop.port, [...passthrough]);
    const answer = await world.agent.ask();
    expect([answer.status, answer.headers["x-claude-bottle-block"]]).toEqual([502, code]);
    expect(api.requests.all).toEqual([]);
  });

  test("pipelock's refusal of a tunnel is told in our words", async () => {
    const refusal =
      "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\nX-Pipelock-Hint: h\r\n\r\nCONNECT blocked: domain not in allowlist: api.test\n";
    await using hop = await startConnectHop({ route: () => null, refusal });
    through(hop.port);
    const answer = await world.agent.ask();
    expect([answer.status, answer.headers["x-claude-bottle-block"]]).toEqual([403, "pipelock"]);
    expect(answer.body).toContain("api.test is not on pipelock's allowlist");
  });

  test.for([
    ["a secret found", 403, "blocked: request body contains secret: GitHub token\n", "pipelock"],
    ["no way on", 502, "upstream error\n", "upstream-unreachable"],
  ] as const)(
    "pipelock's own answer inside a tunnel is told in our words: %s",
    async ([, status, body, code]) => {
      await using api = await startUpstream({
        authority: pipelock,
        answer: (request, response) => {
          request.resume();
          response.writeHead(status, {
            "Content-Type": "text/plain; charset=utf-8",
            "X-Content-Type-Options": "nosniff",
          });
          response.end(body);
        },
      });
      await using hop = await startConnectHop({ route: () => api.address });
      through(hop.port);
      expect((await world.agent.ask()).headers["x-claude-bottle-block"]).toBe(code);
    },
  );

  test("an answer that only looks a little like pipelock's is relayed whole", async () => {
    await using api = await startUpstream({
      authority: pipelock,
      answer: (request, response) => {
        request.resume();
        response.writeHead(403, {
          "Content-Type": "text/plain; charset=utf-8",
          "X-Content-Type-Options": "nosniff",
        });
        response.write("not yours");
        response.end(", really");
      },
    });
    await using hop = await startConnectHop({ route: () => api.address });
    through(hop.port);
    const answer = await world.agent.ask();
    expect([answer.status, answer.body]).toEqual([403, "not yours, really"]);
  });

  test("plain http asks pipelock in absolute form, without a credential", async () => {
    await using hop = await startConnectHop({
      route: () => null,
      absolute: (_, response) => response.end("ok"),
    });
    through(hop.port);
    const socket = await world.agent.connection();
    socket.write("GET http://api.test/x?y HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\n\r\n");
    expect(await drained(socket)).toMatch(/^HTTP\/1.1 200 [^]*ok/);
    expect(hop.asked.all).toEqual(["http://api.test/x?y"]);
  });

  test.for([
    [403, "blocked: domain not in allowlist: api.test\n", 403, "pipelock", "not on pipelock's allowlist"],
    [403, "blocked: URL contains secret: GitHub token\n", 403, "pipelock", "looks like a secret"],
    [403, "blocked: SSRF: private/internal address\n", 403, "address", "not on the public internet"],
    [429, "blocked: rate limit exceeded\n", 429, "pipelock-rate", "too many requests"],
    [502, "forward proxy fetch failed\n", 502, "upstream-unreachable", "cannot be reached"],
  ] as const)(
    "F21 pipelock's own answer to plain http is told in our words and logged: %s %s",
    async ([said, text, status, code, sentence]) => {
      await using hop = await startConnectHop({
        route: () => null,
        absolute: (_, response) =>
          void response
            .writeHead(said, {
              "Content-Type": "text/plain; charset=utf-8",
              "X-Content-Type-Options": "nosniff",
              "X-Pipelock-Hint": "hint",
            })
            .end(text),
      });
      through(hop.port);
      const path = `/plain-${code}-${text.length}`;
      const socket = await world.agent.connection();
      socket.write(`GET http://open.test${path} HTTP/1.1\r\nHost: open.test\r\nConnection: close\r\n\r\n`);
      const answer = await drained(socket);
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} [^]*X-Claude-Bottle-Block: ${code}\r\n`));
      expect(answer).toContain(sentence);
      expect(answer).not.toMatch(/X-Pipelock/i);
      const line = await world.decisions.find((one) => one.path === path);
      expect(line).toMatchObject({ verdict: "deny", rule: code, status });
    },
  );

  test("an origin's own 403 over plain http is relayed", async () => {
    await using hop = await startConnectHop({
      route: () => null,
      absolute: (_, response) => void response.writeHead(403, { "Content-Type": "text/html" }).end("<p>no"),
    });
    through(hop.port);
    const socket = await world.agent.connection();
    socket.write("GET http://open.test/ HTTP/1.1\r\nHost: open.test\r\nConnection: close\r\n\r\n");
    expect(await drained(socket)).toMatch(/^HTTP\/1.1 403 [^]*<p>no/);
  });

  test("B10 a refused host is not even asked for", async () => {
    await using hop = await startConnectHop({ route: () => null });
    through(hop.port);
    expect((await world.agent.ask({ target: "secret-data.other.test:443" })).status).toBe(403);
    expect(hop.asked.all).toEqual([]);
  });

  test("a pipelock that does not answer is named, not the host", async () => {
    through(1);
    const { headers, body } = await world.agent.ask();
    expect(headers["x-claude-bottle-block"]).toBe("upstream-unreachable");
    expect(body).toContain("No connection to pipelock:1 (ECONNREFUSED)");
  });
});
