import { sampleToken } from "@claude-bottle/secrets/testing";
import { answerOk, startRawUpstream, startUpstream, valuesOf } from "@claude-bottle/shared/testing";
import { createAuthority } from "@claude-bottle/shared/x509";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { gzipSync, brotliCompressSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drained } from "../testing/agent.ts";
import { KNOWN, SLOT, startWorld, testRoot, type World } from "../testing/world.ts";
import type { Front, FrontTimes, Listen } from "./front.ts";

export interface FrontUnderTest {
  name: string;
  create: (times?: FrontTimes) => Front;
  listen?: () => Listen;
}

const authority = testRoot;
const HOST = "Host: api.test\r\n";
const CLOSE = "Connection: close\r\n";
const MIB = 1024 * 1024;

/** What the proxy does with an agent's requests, whichever front takes them; judged by what upstream received. */
export function frontContract({ name, create, listen }: FrontUnderTest): void {
  describe(`the proxy on ${name}`, () => {
    let world: World;
    const start = async (times?: FrontTimes): Promise<World> =>
      await startWorld({ front: create(times), ...(listen === undefined ? {} : { listen: listen() }) });
    beforeAll(async () => {
      world = await start();
    });
    afterAll(async () => {
      await world[Symbol.asyncDispose]();
    });

    describe("requests", () => {
      test("F37 the upstream sees the injected credential and never the agent's own", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "api.test": api.address });
        const headers = [
          "Host",
          "api.test",
          "authorization",
          "Bearer mine",
          "X-Api-Key",
          "mine",
          "Cookie",
          "s=mine",
        ];
        const answer = await world.agent.ask({ path: "/v1?q=1", headers });
        expect(answer.status).toBe(200);
        const [received] = api.requests.all;
        expect(received).toMatchObject({ method: "GET", target: "/v1?q=1", isComplete: true });
        expect(valuesOf(received!, "authorization")).toEqual([`Bearer ${SLOT}`]);
        expect(JSON.stringify(received)).not.toContain("mine");
      });

      test("a header passes with its case, order and duplicates; hop-by-hop ones and what Connection names do not", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "open.test": api.address });
        const headers = ["Host", "open.test", "X-One", "1", "x-TWO", "2", "X-One", "3", "Connection", "keep-alive, X-Hop", "X-Hop", "h", "TE", "trailers", "Proxy-Authorization", "p"]; // prettier-ignore
        await world.agent.ask({ target: "open.test:443", headers });
        const { rawHeaders } = api.requests.all[0]!;
        const at = rawHeaders.indexOf("X-One");
        expect(rawHeaders.slice(at, at + 6)).toEqual(["X-One", "1", "x-TWO", "2", "X-One", "3"]);
        for (const gone of ["x-hop", "te", "proxy-authorization"])
          expect(valuesOf(api.requests.all[0]!, gone)).toEqual([]);
      });

      test("answers keep case, order and duplicates and lose what is between two hops only", async () => {
        await using api = await startUpstream({
          authority,
          answer: (request, response) => {
            request.resume();
            response.writeHead(200, "Fine", ["X-A", "1", "set-Cookie", "a=1", "Set-Cookie", "b=2", "Alt-Svc", "h3", "Content-Length", "2"]); // prettier-ignore
            response.end("ok");
          },
        });
        world.point({ "open.test": api.address });
        const answer = await world.agent.ask({ target: "open.test:443" });
        expect(answer.reason).toBe("Fine");
        const own = answer.rawHeaders.filter(
          (_, index, all) => !/^(?:connection|keep-alive|date)$/i.test(all[index - (index % 2)] ?? ""),
        );
        expect(own).toEqual(["X-A", "1", "set-Cookie", "a=1", "Set-Cookie", "b=2", "Content-Length", "2"]);
      });

      test("F36 inside the paths of a route passes, outside is refused before any contact", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "paths.test": api.address });
        const target = "paths.test:443";
        expect((await world.agent.ask({ target, path: "/repos/a/x" })).status).toBe(200);
        for (const path of ["/repos/ab", "/repos/a/../b", "/repos/a/%2e%2e/b"]) {
          const answer = await world.agent.ask({ target, path });
          expect([path, answer.status, answer.headers["x-claude-bottle-block"]]).toEqual([path, 403, "path"]);
        }
        expect(api.requests.all).toHaveLength(1);
      });

      test("B45 every refusal and every allowed request is one line, without query", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "api.test": api.address });
        await world.agent.ask({ path: "/logged-ok?token-ish=1" });
        await world.agent.ask({ target: "other.test:443", path: "/logged-no?x=1" });
        expect(await world.decisions.find(({ path }) => path === "/logged-ok")).toMatchObject({ host: "api.test", verdict: "allow", rule: "route", status: 200, bytes_out: 2 }); // prettier-ignore
        expect(await world.decisions.find(({ path }) => path === "/logged-no")).toMatchObject({ host: "other.test", verdict: "deny", rule: "host", status: 403 }); // prettier-ignore
      });

      test("a refusal is text for git and an error object for everyone else", async () => {
        world.point({});
        const target = "other.test:443";
        const object = await world.agent.ask({ target });
        expect(JSON.parse(object.body)).toMatchObject({ type: "error", error: { code: "host" } });
        const git = await world.agent.ask({
          target,
          headers: ["Host", "other.test", "User-Agent", "git/2.40"],
        });
        expect(git.headers["content-type"]).toMatch(/^text\/plain/);
        expect(git.body).toMatch(/^egress-proxy \(host\): /);
      });

      test("F39 a push over HTTPS is refused on every host, a fetch is not", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "open.test": api.address });
        for (const target of ["open.test:443", "unlisted.test:443"]) {
          const push = await world.agent.ask({ target, path: "/a.git/info/refs?service=git-receive-pack" });
          expect([push.status, push.headers["x-claude-bottle-block"]]).toEqual([403, "git-push"]);
        }
        const fetched = await world.agent.ask({
          target: "open.test:443",
          path: "/a.git/info/refs?service=git-upload-pack",
        });
        expect(fetched.status).toBe(200);
        expect(api.requests.all.map(({ target }) => target)).toEqual([
          "/a.git/info/refs?service=git-upload-pack",
        ]);
      });

      test("only downloads of large files pass", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "open.test": api.address });
        const ask = async (operation: string): Promise<number> =>
          (
            await world.agent.ask({
              method: "POST",
              path: "/a.git/info/lfs/objects/batch",
              target: "open.test:443",
              headers: ["Host", "open.test", "Content-Type", "application/vnd.git-lfs+json"],
              body: JSON.stringify({ operation, objects: [] }),
            })
          ).status;
        expect(await ask("upload")).toBe(403);
        expect(await ask("download")).toBe(200);
        expect(api.requests.all.map(({ body }) => JSON.parse(body).operation)).toEqual(["download"]);
      });

      test("HEAD, 204 and DELETE with a body go through as they are", async () => {
        await using api = await startUpstream({
          authority,
          answer: (request, response) => {
            request.resume();
            request.once("end", () => {
              if (request.method === "HEAD") response.writeHead(200, { "Content-Length": "1234" }).end();
              else response.writeHead(204).end();
            });
          },
        });
        world.point({ "api.test": api.address });
        const head = await world.agent.ask({ method: "HEAD" });
        expect([head.status, head.headers["content-length"], head.body]).toEqual([200, "1234", ""]);
        expect((await world.agent.ask({ method: "DELETE", body: "why" })).status).toBe(204);
        expect(api.requests.all[1]).toMatchObject({ method: "DELETE", body: "why", isComplete: true });
      });

      test("trailers of an answer pass, those of a request do not", async () => {
        await using api = await startUpstream({
          authority,
          answer: (request, response) => {
            request.resume();
            request.once("end", () => {
              response.writeHead(200, { Trailer: "X-Sum" });
              response.write("a");
              response.addTrailers([["X-Sum", "7"]]);
              response.end();
            });
          },
        });
        world.point({ "api.test": api.address });
        const socket = await world.agent.secure();
        socket.write(`POST / HTTP/1.1\r\n${HOST}${CLOSE}Transfer-Encoding: chunked\r\nTrailer: Authorization\r\n\r\n3\r\nabc\r\n0\r\nAuthorization: Bearer late\r\n\r\n`); // prettier-ignore
        const answer = await drained(socket);
        expect(answer).toMatch(/X-Sum: 7\r\n/);
        await api.requests.find(({ isOver }) => isOver);
        expect(api.requests.all[0]).toMatchObject({ body: "abc", isComplete: true });
        expect(JSON.stringify(api.requests.all)).not.toContain("late");
      });

      test("the body is asked for only after the decision", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "api.test": api.address });
        const allowed = await world.agent.secure();
        allowed.write(`POST / HTTP/1.1\r\n${HOST}${CLOSE}Content-Length: 4\r\nExpect: 100-continue\r\n\r\n`);
        const [first]: Buffer[] = await once(allowed, "data");
        expect(first?.toString()).toMatch(/^HTTP\/1.1 100 /);
        allowed.write("body");
        expect(await drained(allowed)).toMatch(/^HTTP\/1.1 200 /);
        expect(api.requests.all[0]?.body).toBe("body");
        expect(valuesOf(api.requests.all[0]!, "expect")).toEqual([]);

        const denied = await world.agent.raw(`POST / HTTP/1.1\r\nHost: other.test\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n`, { target: "other.test:443" }); // prettier-ignore
        expect(denied).toMatch(/^HTTP\/1.1 403 /);
        expect(await world.agent.raw(`GET / HTTP/1.1\r\n${HOST}${CLOSE}Expect: magic\r\n\r\n`)).toMatch(
          /^HTTP\/1.1 417 /,
        );
        expect(api.requests.all).toHaveLength(1);
      });

      test("interim answers of an upstream are swallowed", async () => {
        await using api = await startUpstream({
          authority,
          answer: (request, response) => {
            response.writeEarlyHints({ link: "</style.css>; rel=preload" });
            response.writeProcessing();
            answerOk(request, response);
          },
        });
        world.point({ "api.test": api.address });
        expect(await world.agent.raw(`GET / HTTP/1.1\r\n${HOST}${CLOSE}\r\n`)).toMatch(/^HTTP\/1.1 200 /);
      });

      test("plain http goes out in its own form, without a credential", async () => {
        await using api = await startUpstream();
        world.point({ "api.test": api.address });
        const socket = await world.agent.connection();
        socket.write(`GET http://api.test/x?y HTTP/1.1\r\n${HOST}${CLOSE}\r\n`);
        expect(await drained(socket)).toMatch(/^HTTP\/1.1 200 /);
        expect(api.requests.all[0]).toMatchObject({ method: "GET", target: "/x?y" });
        expect(JSON.stringify(api.requests.all)).not.toContain(SLOT);
        const denied = await world.agent.connection();
        denied.write(`GET http://other.test/ HTTP/1.1\r\nHost: other.test\r\n${CLOSE}\r\n`);
        expect(await drained(denied)).toMatch(/^HTTP\/1.1 403 /);
        const origin = await world.agent.connection();
        origin.write(`GET / HTTP/1.1\r\n${HOST}${CLOSE}\r\n`);
        expect(await drained(origin)).toMatch(/^HTTP\/1.1 4\d\d /);
        expect(api.requests.all).toHaveLength(1);
      });
    });

    describe("what is screened and masked", () => {
      test.for([
        ["as it is", KNOWN],
        ["in base64", Buffer.from(KNOWN).toString("base64")],
      ])(
        "F22 F23 a value of the bottle in a body, %s, is refused before anything of the request leaves",
        async ([, secret]) => {
          await using api = await startUpstream({ authority });
          world.point({ "open.test": api.address });
          const before = "x".repeat(30_000);
          const answer = await world.agent.ask({
            method: "POST",
            target: "open.test:443",
            body: `${before}${secret}`,
          });
          expect([answer.status, answer.headers["x-claude-bottle-block"]]).toEqual([403, "known-value"]);
          expect(answer.body).not.toContain(secret);
          expect(api.requests.all).toEqual([]);
          expect((await world.agent.ask({ target: "open.test:443" })).status).toBe(200);
        },
      );

      test("F22 a value deep in a stream never leaves, and upstream gets no whole request", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "open.test": api.address });
        const body = `${"y".repeat(300_000)}${KNOWN}${"y".repeat(1000)}`;
        const answer = await world.agent.ask({ method: "POST", target: "open.test:443", body });
        expect(answer.status).toBe(403);
        const received = await api.requests.find(({ isOver }) => isOver);
        expect(received.isComplete).toBe(false);
        expect(received.body).not.toContain(KNOWN);
      });

      test("F22 a token of a provider deep in a stream never leaves to a host that it does not belong to", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "open.test": api.address });
        const token = sampleToken("github-token");
        const body = `${"y ".repeat(150_000)}${token} ${"y".repeat(1000)}`;
        const answer = await world.agent.ask({ method: "POST", target: "open.test:443", body });
        expect([answer.status, answer.headers["x-claude-bottle-block"]]).toEqual([403, "provider-token"]);
        const received = await api.requests.find(({ isOver }) => isOver);
        expect(received.isComplete).toBe(false);
        expect(received.body).not.toContain(token.slice(0, 5));
        expect((await world.agent.ask({ target: "open.test:443", path: `/${token}` })).status).toBe(403);
        expect(world.lines.join("\n")).not.toContain(token);
      });

      test("F22 B16 with dlp_action warn it is forwarded and logged as such", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "open.test": api.address }, { dlp_action: "warn" });
        const answer = await world.agent.ask({
          method: "POST",
          path: "/warned",
          target: "open.test:443",
          body: KNOWN,
        });
        expect(answer.status).toBe(200);
        expect(api.requests.all[0]?.body).toBe(KNOWN);
        expect(await world.decisions.find(({ path }) => path === "/warned")).toMatchObject({ verdict: "warn", rule: "known-value" }); // prettier-ignore
      });

      test("F26 B15 B36 an ordinary conversation of megabytes passes unchanged", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "api.test": api.address });
        const turn =
          "token = getToken(); prepaidAccountBalanceTotal AKIAIOSFODNN7EXAMPLE -----BEGIN RSA PRIVATE KEY-----\n";
        const body = JSON.stringify({ messages: [{ role: "user", content: turn.repeat(30_000) }] });
        const answer = await world.agent.ask({ method: "POST", path: "/v1/messages", body });
        expect(answer.status).toBe(200);
        expect(api.requests.all[0]?.body).toBe(body);
      });

      test.for([
        ["gzip", gzipSync],
        ["br", brotliCompressSync],
        ["zstd", zstdCompressSync],
      ] as const)("a body in %s arrives inflated, and is screened", async ([coding, compress]) => {
        await using api = await startUpstream({ authority });
        world.point({ "open.test": api.address });
        const ask = async (text: string): Promise<number> => {
          const headers = ["Host", "open.test", "Content-Encoding", coding];
          const body = compress(Buffer.from(text));
          return (await world.agent.ask({ method: "POST", target: "open.test:443", headers, body })).status;
        };
        expect(await ask(`{"text":"${"z".repeat(5000)}"}`)).toBe(200);
        expect(await ask(`{"text":"${KNOWN}"}`)).toBe(403);
        expect(api.requests.all).toHaveLength(1);
        expect(api.requests.all[0]?.body).toBe(`{"text":"${"z".repeat(5000)}"}`);
        expect(valuesOf(api.requests.all[0]!, "content-encoding")).toEqual([]);
      });

      test("a body that grows beyond reason when inflated is refused", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "open.test": api.address });
        const headers = ["Host", "open.test", "Content-Encoding", "gzip"];
        const body = gzipSync(Buffer.alloc(80 * MIB));
        const answer = await world.agent.ask({ method: "POST", target: "open.test:443", headers, body });
        expect(answer.status).toBe(413);
        expect(api.requests.all.every(({ isComplete }) => !isComplete)).toBe(true);
      });

      test.for([
        ["plain", (text: string) => Buffer.from(text), undefined],
        ["gzip", (text: string) => gzipSync(text), "gzip"],
      ] as const)("the injected credential comes back masked, %s", async ([, encode, coding]) => {
        await using api = await startUpstream({
          authority,
          answer: (request, response) => {
            const echo = request.headers.authorization ?? "";
            const body = encode(`before ${echo} ${Buffer.from(echo).toString("base64")} after`);
            response.writeHead(200, {
              "X-Echo": echo,
              ...(coding === undefined ? {} : { "Content-Encoding": coding }),
            });
            for (let at = 0; at < body.length; at += 7) response.write(body.subarray(at, at + 7));
            response.end();
          },
        });
        world.point({ "api.test": api.address });
        const answer = await world.agent.ask();
        // The first four characters may pass, so that no event is held back for the sake of the mask.
        expect(answer.body).toMatch(/^before Bearer .{0,4}\*{22,} \S{0,16}\*+ after$/);
        expect(answer.body).toHaveLength(
          `before Bearer ${SLOT} ${Buffer.from(`Bearer ${SLOT}`).toString("base64")} after`.length,
        );
        expect(answer.headers["x-echo"]).toBe(`Bearer ${"*".repeat(26)}`);
      });
    });

    describe("the authority of a request", () => {
      test.for([
        ["another Host than the tunnel's", "GET / HTTP/1.1\r\nHost: other.test\r\n", 421],
        ["another port than the tunnel's", "GET / HTTP/1.1\r\nHost: api.test:444\r\n", 421],
        ["two Hosts, even equal ones", `GET / HTTP/1.1\r\n${HOST}${HOST}`, 400],
        ["no Host", "GET / HTTP/1.1\r\n", 400],
        ["no Host in HTTP/1.0", "GET / HTTP/1.0\r\n", 400],
        ["an absolute target", `GET http://api.test/x HTTP/1.1\r\n${HOST}`, 400],
        ["an absolute target of another host", `GET http://evil.test/x HTTP/1.1\r\n${HOST}`, 400],
        ["a CONNECT inside", `CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443\r\n`, 400],
      ] as const)("security 3: %s is refused inside TLS", async ([, head, status]) => {
        await using api = await startUpstream({ authority });
        world.point({ "api.test": api.address, "other.test": api.address });
        const answer = await world.agent.raw(`${head}${CLOSE}\r\n`);
        expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
        expect(api.connections.all).toEqual([]);
      });

      test("security 3: another server name than the tunnel's is answered 421, none is fine", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "api.test": api.address });
        expect((await world.agent.ask({ servername: "other.test" })).status).toBe(421);
        expect(api.connections.all).toEqual([]);
        expect((await world.agent.ask({ servername: null })).status).toBe(200);
      });

      test("an address is served with a certificate for it", async () => {
        await using api = await startUpstream({ authority, host: "192.0.2.1" });
        world.point({ "192.0.2.1": api.address });
        expect((await world.agent.ask({ target: "192.0.2.1:443" })).status).toBe(200);
        expect((await world.agent.ask({ target: "[2001:db8::1]:443" })).status).toBe(403);
      });

      test.for([
        "",
        "api.test",
        "api.test:99999",
        "api.test:0",
        "../../x:443",
        "a b:443",
        "user@api.test:443",
        "127.1:443",
        "[::1:443",
      ])("a CONNECT to %j is refused and the proxy goes on", async (target) => {
        const socket = await world.agent.connection();
        socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: x\r\n\r\n`);
        expect(await drained(socket)).toMatch(/^HTTP\/1.1 400 /);
        expect((await world.agent.ask({ target: "other.test:443" })).status).toBe(403);
      });

      test("security 4: a private address is reached only where the operator pointed to it", async () => {
        await using api = await startUpstream({ authority });
        world.point({}, { allowlist: ["localhost", "127.0.0.1", "open.test"] });
        for (const target of ["localhost:443", "127.0.0.1:443"]) {
          const answer = await world.agent.ask({ target });
          expect([target, answer.status, answer.headers["x-claude-bottle-block"]]).toEqual([
            target,
            403,
            "address",
          ]);
        }
        expect(api.connections.all).toEqual([]);
      });
    });

    describe("framing", () => {
      test.for([
        [
          "length and chunks",
          `POST / HTTP/1.1\r\n${HOST}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
        ],
        ["two lengths", `POST / HTTP/1.1\r\n${HOST}Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde`],
        ["an unknown coding", `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
        [
          "a coding spelt with an underscore",
          `POST / HTTP/1.1\r\n${HOST}Transfer_Encoding: chunked\r\n\r\n0\r\n\r\n`,
        ],
        ["a blank before the colon", `GET / HTTP/1.1\r\nHost : api.test\r\n\r\n`],
        ["a folded line", `GET / HTTP/1.1\r\n${HOST}X-A: 1\r\n 2\r\n\r\n`],
        ["bare line feeds", `GET / HTTP/1.1\nHost: api.test\n\n`],
        ["NUL in a value", `GET / HTTP/1.1\r\n${HOST}X-A: \u0000\r\n\r\n`],
        [
          "a huge chunk size",
          `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n`,
        ],
        ["a negative chunk size", `POST / HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n-1\r\n`],
      ])("%s: ended without a whole request upstream", async ([, bytes]) => {
        await using api = await startUpstream({ authority });
        world.point({ "api.test": api.address });
        const answer = await world.agent.raw(String(bytes));
        expect(answer).toMatch(/^(?:HTTP\/1.1 4\d\d |$)/);
        expect(api.requests.all.filter(({ isComplete }) => isComplete)).toEqual([]);
      });

      test("a head of 40 KB passes, one of 70 KB is too large", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "api.test": api.address });
        const head = (size: number): string =>
          `GET / HTTP/1.1\r\n${HOST}${CLOSE}X-Long: ${"a".repeat(size)}\r\n\r\n`;
        expect(await world.agent.raw(head(40_000))).toMatch(/^HTTP\/1.1 200 /);
        expect(await world.agent.raw(head(70_000))).toMatch(/^HTTP\/1.1 431 /);
        expect(api.requests.all).toHaveLength(1);
      });

      test("a refused body is not taken for the next request", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "api.test": api.address });
        const inner = `GET /smuggled HTTP/1.1\r\n${HOST}\r\n`;
        const bytes = `POST /x HTTP/1.1\r\nHost: other.test\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`;
        const answer = await world.agent.raw(bytes);
        expect(answer.match(/HTTP\/1.1 /g)).toHaveLength(1);
        expect(api.requests.all).toEqual([]);
      });

      test("pipelined requests are answered in order", async () => {
        await using api = await startUpstream({
          authority,
          answer: (request, response) => response.end(request.url),
        });
        world.point({ "api.test": api.address });
        const answer = await world.agent.raw(
          `GET /1 HTTP/1.1\r\n${HOST}\r\nGET /2 HTTP/1.1\r\n${HOST}${CLOSE}\r\n`,
        );
        expect(answer).toMatch(/\/1[^]*\/2/);
        expect(api.requests.all.map(({ target }) => target)).toEqual(["/1", "/2"]);
      });

      test.for(["GET / HTTP/1.1\r\nHost: api.test\r\n\r\n", "SSH-2.0-OpenSSH_9.6\r\n"])(
        "what is no TLS ends a tunnel: %j",
        async (bytes) => {
          await using api = await startUpstream({ authority });
          world.point({ "api.test": api.address });
          const socket = await world.agent.tunnel();
          socket.write(bytes);
          expect(await drained(socket)).not.toContain("HTTP/1.1 2");
          expect(api.connections.all).toEqual([]);
        },
      );

      test("half a head is ended after its time", async () => {
        await using quick = await start({ head: 200, sweep: 50, keepAlive: 65_000 });
        const half = await quick.agent.raw(`GET / HTTP/1.1\r\n${HOST}`);
        expect(half).toMatch(/^HTTP\/1.1 408 /);
      });
    });

    describe("streams", () => {
      test("bpdown: a client that does not read holds its upstream back, and gets everything in the end", async () => {
        const total = 64 * MIB;
        const piece = Buffer.alloc(256 * 1024, 97);
        let written = 0;
        let stalled: () => void = () => {};
        const stall = new Promise<void>((resolve) => (stalled = resolve));
        await using api = await startUpstream({
          authority,
          answer: (request, response) => {
            request.resume();
            response.writeHead(200, { "Content-Length": total });
            const more = (): void => {
              while (written < total) {
                written += piece.length;
                if (!response.write(piece)) {
                  stalled();
                  return;
                }
              }
              response.end();
            };
            response.on("drain", more);
            more();
          },
        });
        world.point({ "api.test": api.address });
        const answer = await world.agent.open();
        await stall;
        await new Promise((resolve) => setImmediate(resolve));
        expect(written).toBeLessThan(total / 2);
        let read = 0;
        for await (const chunk of answer) read += (chunk as Buffer).length;
        expect(read).toBe(total);
      });

      test("bpup: an upstream that does not read holds its client back, and gets everything in the end", async () => {
        const total = 48 * MIB;
        let go: () => void = () => {};
        await using api = await startUpstream({
          authority,
          answer: (request, response) => {
            request.pause();
            go = () => {
              request.resume();
            };
            request.once("end", () => response.end("taken"));
          },
        });
        world.point({ "open.test": api.address });
        const socket = await world.agent.secure({ target: "open.test:443" });
        socket.write(`POST / HTTP/1.1\r\nHost: open.test\r\n${CLOSE}Content-Length: ${total}\r\n\r\n`);
        const piece = Buffer.alloc(MIB, 98);
        let left = total;
        while (left > 0 && socket.write(piece)) left -= piece.length;
        left -= piece.length;
        await api.requests.find(() => true);
        expect(left).toBeGreaterThan(0);
        const answer = drained(socket);
        go();
        for (; left > 0; left -= piece.length) {
          if (!socket.write(piece)) await once(socket, "drain");
        }
        expect(await answer).toMatch(/^HTTP\/1.1 200 [^]*taken/);
        expect(api.requests.all[0]?.body).toHaveLength(total);
      });

      test("abort: a client that leaves ends its stream upstream", async () => {
        await using api = await startUpstream({
          authority,
          answer: (_, response) => {
            response.writeHead(200, { "Content-Type": "text/event-stream" });
            response.write("data: 1\n\n");
          },
        });
        world.point({ "api.test": api.address });
        const answer = await world.agent.open();
        await once(answer, "data");
        answer.socket.destroy();
        expect((await api.requests.find(({ isOver }) => isOver)).isOver).toBe(true);
      });

      test("abort: a client that leaves in the middle of its body leaves no whole request behind", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "open.test": api.address });
        const socket = await world.agent.secure({ target: "open.test:443" });
        socket.write(
          `POST / HTTP/1.1\r\nHost: open.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`,
        );
        await api.requests.find(({ body }) => body === "hello");
        socket.destroy();
        expect((await api.requests.find(({ isOver }) => isOver)).isComplete).toBe(false);
      });

      test("F26 an event comes as soon as it is sent, the head before the first", async () => {
        let send: (text: string) => void = () => {};
        await using api = await startUpstream({
          authority,
          answer: (_, response) => {
            response.writeHead(200, { "Content-Type": "text/event-stream" }).flushHeaders();
            send = (text) => void response.write(text);
          },
        });
        world.point({ "api.test": api.address });
        const answer = await world.agent.open();
        for (const event of ["data: 1\n\n", ": keep\n\n", "data: cana\n\n"]) {
          send(event);
          const [chunk]: Buffer[] = await once(answer, "data");
          expect(chunk?.toString()).toBe(event);
        }
        answer.destroy();
      });

      test.for([
        ["chunks", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"],
        ["a length", "Content-Length: 50\r\n\r\nhello"],
      ])("trunc: an answer in %s that upstream cuts off is cut off for the client too", async ([, text]) => {
        await using api = await startRawUpstream({
          authority,
          onData: ({ socket }) => socket.end(`HTTP/1.1 200 OK\r\n${text}`),
        });
        world.point({ "open.test": api.address });
        const answer = await world.agent.raw(`GET / HTTP/1.1\r\nHost: open.test\r\n\r\n`, {
          target: "open.test:443",
        });
        expect(answer).toMatch(/hello\r?\n?$/);
        expect(answer).not.toMatch(/error|\r\n0\r\n\r\n/i);
      });

      test.for([
        ["no HTTP at all", "garbage\r\n\r\n"],
        ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
        ["a head without end", `HTTP/1.1 200 OK\r\nX: ${"a".repeat(200_000)}`],
        [
          "a switch of protocols unasked",
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        ],
        ["nothing", ""],
      ])("garbage: an upstream that answers %s is a 502", async ([, text]) => {
        await using api = await startRawUpstream({
          authority,
          onData: ({ socket }) => socket.end(String(text)),
        });
        world.point({ "open.test": api.address });
        const answer = await world.agent.ask({ method: "POST", body: "x", target: "open.test:443" });
        expect(answer.status).toBe(502);
        expect(answer.headers["x-claude-bottle-block"]).toMatch(/^upstream-(?:invalid|closed)$/);
      });

      test("badtls: a certificate of a stranger gets nothing of the request", async () => {
        const stranger = createAuthority({ commonName: "stranger", days: 1, now: new Date() });
        await using api = await startUpstream({ authority: stranger });
        world.point({ "api.test": api.address });
        const answer = await world.agent.ask();
        expect([answer.status, answer.headers["x-claude-bottle-block"]]).toEqual([
          502,
          "upstream-certificate",
        ]);
        expect(api.requests.all).toEqual([]);
      });

      test("stale2: a GET survives a kept connection that upstream closed, a POST is never sent twice", async () => {
        await using api = await startRawUpstream({
          authority,
          onData: (connection) => {
            // The second request on a connection is met by its end.
            const heads = connection.received.split("\r\n\r\n").length - 1;
            if (heads > 1) connection.socket.destroy();
            else connection.socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          },
        });
        world.point({ "open.test": api.address });
        const target = "open.test:443";
        const socket = await world.agent.secure({ target });
        const ask = async (method: string): Promise<number> => {
          socket.write(`${method} / HTTP/1.1\r\nHost: open.test\r\nContent-Length: 0\r\n\r\n`);
          const [chunk]: Buffer[] = await once(socket, "data");
          return Number(chunk?.toString().slice(9, 12));
        };
        expect(await ask("GET")).toBe(200);
        expect(await ask("GET")).toBe(200);
        const before = api.connections.all.length;
        expect(await ask("GET")).toBe(200);
        expect(await ask("POST")).toBe(502);
        const posts = api.connections.all.flatMap(({ received }) => received.match(/^POST /gm) ?? []);
        expect(posts).toHaveLength(1);
        expect(before).toBeGreaterThan(1);
        socket.destroy();
      });
    });

    describe("WebSocket", () => {
      const HANDSHAKE = `GET /ws HTTP/1.1\r\nHost: api.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n`;
      const SWITCH =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n";
      const frame = (text: string): Buffer => {
        const key = Buffer.from([1, 2, 3, 4]);
        const payload = Buffer.from(text).map((byte, at) => byte ^ (key[at % 4] ?? 0));
        return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length]), key, payload]);
      };

      test("ws: frames pass both ways, the credential goes in and comes back masked", async () => {
        await using api = await startUpstream({
          authority,
          upgrade: (request, socket) => {
            socket.write(SWITCH);
            socket.on("data", () =>
              socket.write(`\u0081\u0026${request.headers.authorization ?? ""}!!!!!`, "latin1"),
            );
          },
        });
        world.point({ "api.test": api.address });
        const socket = await world.agent.secure();
        socket.write(`${HANDSHAKE}Authorization: Bearer mine\r\n\r\n`);
        const [head]: Buffer[] = await once(socket, "data");
        expect(head?.toString()).toMatch(/^HTTP\/1.1 101 /);
        socket.write(frame("hello"));
        const [answer]: Buffer[] = await once(socket, "data");
        expect(answer?.toString("latin1")).toBe(`\u0081\u0026Bearer ${"*".repeat(SLOT.length)}!!!!!`);
        expect(valuesOf(api.requests.all[0]!, "authorization")).toEqual([`Bearer ${SLOT}`]);
        socket.destroy();
        await api.requests.find(({ isOver }) => isOver);
      });

      test("wsdeny: upstream's refusal is relayed, nothing was promised before", async () => {
        await using api = await startUpstream({
          authority,
          upgrade: (_, socket) => socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno"),
        });
        world.point({ "api.test": api.address });
        const answer = await world.agent.raw(`${HANDSHAKE}\r\n`);
        expect(answer).toMatch(/^HTTP\/1.1 401 [^]*no$/);
        expect(answer).not.toContain("101");
      });

      test("wspol: a refused one never reaches an upstream", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "paths.test": api.address });
        const answer = await world.agent.raw(`${HANDSHAKE.replace("api.test", "paths.test")}\r\n`, { target: "paths.test:443" }); // prettier-ignore
        expect(answer).toMatch(/^HTTP\/1.1 403 /);
        expect(api.connections.all).toEqual([]);
      });

      test("F22 a value of the bottle in a frame ends the connection before it leaves", async () => {
        let got = "";
        await using api = await startUpstream({
          authority,
          upgrade: (_, socket) => {
            socket.write(SWITCH);
            socket.on("data", (chunk: Buffer) => (got += chunk.toString("latin1")));
          },
        });
        world.point({ "api.test": api.address });
        const socket = await world.agent.secure();
        socket.write(`${HANDSHAKE}\r\n`);
        await once(socket, "data");
        const bytes = frame(`say ${KNOWN}`);
        for (let at = 0; at < bytes.length; at += 5) socket.write(bytes.subarray(at, at + 5));
        await once(socket, "close");
        await api.requests.find(({ isOver }) => isOver);
        const unmasked = Buffer.from(got, "latin1")
          .subarray(6)
          .map((byte, at) => byte ^ ([1, 2, 3, 4][at % 4] ?? 0));
        expect(Buffer.from(unmasked).toString()).not.toContain(KNOWN.slice(0, -1));
      });

      test.for([
        ["wsbadport", HANDSHAKE.replace("api.test", "api.test:99999")],
        ["wsnohost", HANDSHAKE.replace("Host: api.test\r\n", "")],
        ["upg", `GET / HTTP/1.1\r\n${HOST}${CLOSE}Upgrade: h2c\r\nHTTP2-Settings: AA\r\n`],
      ])("%s: an odd upgrade is answered or ended, and the proxy goes on", async ([, head]) => {
        await using api = await startUpstream({ authority });
        world.point({ "api.test": api.address });
        expect(await world.agent.raw(`${head}\r\n`)).toMatch(/^(?:HTTP\/1.1 [24]\d\d |$)/);
        expect((await world.agent.ask()).status).toBe(200);
      });

      test("wsdead wsclosefast: an upstream that is not there is a 502, one that leaves ends it", async () => {
        world.point({ "api.test": "127.0.0.1:1" });
        expect(await world.agent.raw(`${HANDSHAKE}\r\n`)).toMatch(/^HTTP\/1.1 502 /);
        await using api = await startUpstream({ authority, upgrade: (_, socket) => socket.end(SWITCH) });
        world.point({ "api.test": api.address });
        expect(await world.agent.raw(`${HANDSHAKE}\r\n`)).toMatch(/^(?:HTTP\/1.1 101|$)/);
      });
    });

    describe("staying up", () => {
      test("tlsleak: handshakes that are given up leave nothing open", async () => {
        const open = (): number => readdirSync("/proc/self/fd").length;
        const before = process.platform === "linux" ? open() : 0;
        const abandoned = async (bytes: Buffer): Promise<void> => {
          const socket = await world.agent.tunnel();
          if (bytes.length > 0) socket.write(bytes);
          socket.end();
          await drained(socket);
        };
        const hello = Buffer.from("16030100c8010000c40303", "hex");
        await Promise.all(
          [
            Buffer.alloc(0),
            hello.subarray(0, 1),
            hello,
            Buffer.from("8046010301", "hex"),
            Buffer.from("15030100020128", "hex"),
          ].flatMap((bytes) => Array.from({ length: 10 }, async () => await abandoned(bytes))),
        );
        if (process.platform === "linux") expect(open()).toBeLessThan(before + 10);
        await using api = await startUpstream({ authority });
        world.point({ "api.test": api.address });
        expect((await world.agent.ask()).status).toBe(200);
      });

      test("idle: a connection without requests is ended after its time", async () => {
        await using quick = await start({ head: 15_000, sweep: 5_000, keepAlive: 50 });
        const answer = await quick.agent.raw("GET / HTTP/1.1\r\nHost: api.test\r\n\r\n");
        expect(answer).toMatch(/^HTTP\/1.1 \d{3} /);
      });

      test("concurrent manyhosts: first tunnels to one host and to a hundred, all at once", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "api.test": api.address });
        const hosts = Array.from({ length: 100 }, (_, at) => `h${at}.test:443`);
        const same = Array.from({ length: 20 }, () => "api.test:443");
        const answers = await Promise.all(
          [...hosts, ...same].map(async (target) => (await world.agent.ask({ target })).status),
        );
        expect(answers.filter((status) => status === 403)).toHaveLength(100);
        expect(answers.filter((status) => status === 200)).toHaveLength(20);
      });

      test("reload: 100 reloads under load: no failed request, an event stream and an upload uncut; a bad one changes nothing", async () => {
        let send: (text: string) => void = () => {};
        await using api = await startUpstream({
          authority,
          answer: (request, response) => {
            if (request.url !== "/events") return answerOk(request, response);
            response.writeHead(200, { "Content-Type": "text/event-stream" });
            send = (text) => void response.write(text);
            send("data: first\n\n");
          },
        });
        world.point({ "api.test": api.address });
        const events = await world.agent.open({ path: "/events" });
        let heard = "";
        events.on("data", (chunk: Buffer) => (heard += chunk.toString()));
        const upload = await world.agent.secure();
        upload.write(`POST /upload HTTP/1.1\r\n${HOST}${CLOSE}Transfer-Encoding: chunked\r\n\r\n`);
        const uploaded = drained(upload);
        let isOver = false;
        let served = 0;
        const load = Array.from({ length: 4 }, async () => {
          const socket = await world.agent.secure();
          const statuses: number[] = [];
          while (!isOver) {
            socket.write(`GET / HTTP/1.1\r\n${HOST}\r\n`);
            const [chunk]: Buffer[] = await once(socket, "data");
            statuses.push(Number(chunk?.toString().slice(9, 12)));
            served += 1;
          }
          socket.destroy();
          return statuses;
        });
        let expected = "data: first\n\n";
        for (let count = 0; count < 100; count += 1) {
          const more = count % 2 === 0 ? {} : { allowlist: ["open.test", `n${count}.test`] };
          world.point({ "api.test": api.address }, more);
          upload.write("8\r\nuploaded\r\n");
          send(`data: ${count}\n\n`);
          expected += `data: ${count}\n\n`;
          const wanted = served + 2;
          await api.requests.find(() => served >= wanted);
        }
        isOver = true;
        const statuses = (await Promise.all(load)).flat();
        expect(statuses.length).toBeGreaterThan(200);
        expect(statuses.filter((status) => status !== 200)).toEqual([]);
        upload.write("0\r\n\r\n");
        expect(await uploaded).toMatch(/^HTTP\/1.1 200 /);
        const received = api.requests.all.find(({ target }) => target === "/upload");
        expect([received?.isComplete, received?.body]).toEqual([true, "uploaded".repeat(100)]);
        while (heard.length < expected.length) await once(events, "data");
        expect(heard).toBe(expected);
        events.destroy();

        const before = world.service.rules;
        expect(() =>
          world.point({}, { routes: [{ host: "api.test", auth: { scheme: "Bearer", slot: 9 } }] }),
        ).toThrow(/slot 9/);
        expect(() => world.point({}, { identity: "another-00000" })).toThrow(/identity/);
        expect(world.service.rules).toBe(before);
      });

      test("reload: a removed host is refused on the same connection at its next request", async () => {
        await using api = await startUpstream({ authority });
        world.point({ "open.test": api.address });
        const socket = await world.agent.secure({ target: "open.test:443" });
        const ask = async (): Promise<string> => {
          socket.write("GET / HTTP/1.1\r\nHost: open.test\r\n\r\n");
          const [chunk]: Buffer[] = await once(socket, "data");
          return String(chunk).slice(9, 12);
        };
        expect(await ask()).toBe("200");
        world.point({ "open.test": api.address }, { allowlist: [] });
        expect(await ask()).toBe("403");
        socket.destroy();
      });

      test("an open stream is ended in bounded time when the proxy stops", async () => {
        await using stopping = await start();
        await using api = await startUpstream({
          authority,
          answer: (_, response) =>
            void response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: 1\n\n"),
        });
        stopping.point({ "api.test": api.address });
        const answer = await stopping.agent.open();
        await once(answer, "data");
        const gone = once(answer.socket, "close");
        await stopping.service.close(50);
        await gone;
      });
    });
  });
}
