import { startUpstream } from "@claude-bottle/shared/testing";
import { randomUUID } from "node:crypto";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { mkdtempDisposable, readdir, readFile } from "node:fs/promises";
import { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { processConfig, startProcess } from "../testing/process.ts";
import { startWorld, testRoot } from "../testing/world.ts";
import { frontContract } from "./front.contract.ts";
import { createMitmFront } from "./mitm-front.ts";
import { usualTimes } from "./times.ts";

const authority = testRoot;

frontContract({ name: "http-mitm-proxy", create: createMitmFront });

/** Sockets of a process that listen, from /proc: https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html */
function listening(pid: number): string[] {
  const own = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /socket:\[(\d+)\]/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  return ["tcp", "tcp6"].flatMap((table) =>
    readFileSync(`/proc/${pid}/net/${table}`, "utf8")
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[3] === "0A" && own.has(fields[9] ?? ""))
      .map((fields) => fields[1] ?? ""),
  );
}

const settings = z.looseObject({
  maxHeaderSize: z.number(),
  headersTimeout: z.number(),
  requestTimeout: z.number(),
  keepAliveTimeout: z.number(),
  connectionsCheckingInterval: z.number(),
  timeout: z.number(),
  insecureHTTPParser: z.boolean(),
});

describe("what http-mitm-proxy does by itself and must not", () => {
  test("writes an authority's key: none is left anywhere that the process may write to", async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), "egress-front-"));
    // Writing anywhere else ends the process.
    const flags = ["--permission", "--allow-fs-read=*", `--allow-fs-write=${directory.path}`];
    const config = processConfig(directory.path, "127.0.0.1:1");
    await using proxy = await startProcess({ config, flags, env: { TMPDIR: directory.path } });
    expect((await proxy.agent.ask({ target: "other.test:443" })).status).toBe(403);
    const entries = await readdir(directory.path, { recursive: true, withFileTypes: true });
    expect(entries.map(({ name }) => name)).toEqual(["control.sock"]);
    expect(proxy.lines.all.join("\n")).not.toContain("PRIVATE KEY");
    expect(await readFile(`/proc/${proxy.child.pid ?? 0}/cmdline`, "utf8")).not.toContain("KEY");
  });

  test("leaves its server to Node's defaults: ours are in force, and upgrades are for WebSockets only", async () => {
    let server: unknown;
    const note = (message: unknown): void => {
      if (typeof message === "object" && message !== null && "server" in message) server ??= message.server;
    };
    subscribe("http.server.request.start", note);
    try {
      await using world = await startWorld({ front: createMitmFront() });
      expect((await world.agent.ask({ target: "other.test:443" })).status).toBe(403);
    } finally {
      unsubscribe("http.server.request.start", note);
    }
    expect(server).toBeInstanceOf(Server);
    expect(settings.parse(server)).toMatchObject({
      maxHeaderSize: 65_536,
      headersTimeout: usualTimes.head,
      requestTimeout: 0,
      keepAliveTimeout: usualTimes.keepAlive,
      connectionsCheckingInterval: usualTimes.sweep,
      timeout: 0,
      insecureHTTPParser: false,
    });
    const counts = ["upgrade", "clientError", "checkContinue", "checkExpectation"].map((event) =>
      server instanceof Server ? server.listenerCount(event) : 0,
    );
    expect(counts).toEqual([1, 1, 1, 1]);
  });

  test("looks for slow heads each half minute: half a request inside TLS ends much sooner", async () => {
    await using world = await startWorld({
      front: createMitmFront({ head: 100, sweep: 50, keepAlive: 65_000 }),
    });
    const begun = performance.now();
    expect(await world.agent.raw("GET / HTTP/1.1\r\nHost: api.test\r\n")).toMatch(/^HTTP\/1.1 408 /);
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  test("answers any upgrade with 101: one to a refused path gets 403 and upstream sees no connection", async () => {
    await using api = await startUpstream({ authority, upgrade: (_, socket) => socket.end() });
    await using world = await startWorld({ front: createMitmFront() });
    world.point({ "paths.test": api.address });
    const head = "GET /other HTTP/1.1\r\nHost: paths.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"; // prettier-ignore
    expect(await world.agent.raw(head, { target: "paths.test:443" })).toMatch(/^HTTP\/1.1 403 /);
    expect(api.connections.all).toEqual([]);
  });

  test("cuts an absolute target to its path: inside TLS it is a 400 all the same", async () => {
    await using api = await startUpstream({ authority });
    await using world = await startWorld({ front: createMitmFront() });
    world.point({ "api.test": api.address, "evil.test": api.address });
    for (const host of ["evil.test", "api.test"]) {
      const bytes = `GET http://${host}/x HTTP/1.1\r\nHost: api.test\r\nConnection: close\r\n\r\n`;
      expect(await world.agent.raw(bytes)).toMatch(/^HTTP\/1.1 400 /);
    }
    expect(api.connections.all).toEqual([]);
  });

  test("prints errors and appends them to answers: a truncated answer stays truncated, the output JSON, and a stop with an open stream ends", async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), "egress-front-"));
    await using api = await startUpstream({
      authority,
      answer: (request, response) => {
        response.writeHead(200, { "Content-Type": "text/event-stream" }).write("data: part\n\n");
        if (request.url === "/cut") setImmediate(() => response.destroy());
      },
    });
    await using proxy = await startProcess({ config: processConfig(directory.path, api.address) });
    const cut = await proxy.agent.raw("GET /cut HTTP/1.1\r\nHost: open.test\r\n\r\n", { target: "open.test:443" }); // prettier-ignore
    expect(cut).toMatch(/\r\n\r\nc\r\ndata: part\n\n\r\n$/);
    for (const socket of [await proxy.agent.connection(), await proxy.agent.tunnel()]) {
      socket.write("GET");
      socket.resetAndDestroy();
    }
    const stream = await proxy.agent.open({ target: "open.test:443" });
    await once(stream, "data");
    const begun = performance.now();
    proxy.child.kill("SIGTERM");
    const exit = once(proxy.child, "exit");
    await once(stream.socket, "close");
    expect(await exit).toEqual([0, null]);
    expect(performance.now() - begun).toBeLessThan(2 * usualTimes.grace);
    const foreign = proxy.lines.all.filter((line) => !line.startsWith('{"event":"') && line !== "exit");
    expect(foreign).toEqual([]);
  });

  test.skipIf(process.platform !== "linux")(
    "opens a port for each host: a hundred tunnels later the process listens on one (needs /proc)",
    async () => {
      await using directory = await mkdtempDisposable(join(tmpdir(), "egress-front-"));
      await using proxy = await startProcess({ config: processConfig(directory.path, "127.0.0.1:1") });
      const hosts = Array.from({ length: 100 }, (_, at) => `h${at}.test:443`);
      const answers = await Promise.all(hosts.map(async (target) => await proxy.agent.ask({ target })));
      expect(answers.every(({ status }) => status === 403)).toBe(true);
      const hex = proxy.port.toString(16).toUpperCase().padStart(4, "0");
      expect(listening(proxy.child.pid ?? 0)).toEqual([`0100007F:${hex}`]);
    },
  );

  test.skipIf(process.platform !== "linux")(
    "takes no socket path: here it serves on one, and on no port besides (needs /proc)",
    async () => {
      const ports = listening(process.pid);
      const path = join(tmpdir(), `front-${randomUUID()}.sock`);
      await using world = await startWorld({ front: createMitmFront(), listen: { path } });
      expect((await world.agent.ask({ target: "other.test:443" })).status).toBe(403);
      expect(listening(process.pid)).toEqual(ports);
    },
  );

  test("closes its listener only: a stop ends open streams after their grace, and idle tunnels at once", async () => {
    await using api = await startUpstream({
      authority,
      answer: (_, response) => void response.writeHead(200).write("data: 1\n\n"),
    });
    await using world = await startWorld({ front: createMitmFront() });
    world.point({ "api.test": api.address });
    const stream = await world.agent.open();
    await once(stream, "data");
    const idle = await world.agent.secure();
    const gone = [once(stream.socket, "close"), once(idle, "close")];
    idle.resume();
    await world.service.close(100);
    await Promise.all(gone);
    await expect(world.agent.connection()).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});
