import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { burst } from "./burst.ts";
import { PLACEHOLDER } from "./credential.ts";
import { eventDelay } from "./event-delay.ts";
import { freshTunnels } from "./fresh-tunnels.ts";
import { cpuMicroseconds, residentMegabytes } from "./process-figures.ts";
import { direct } from "./system.ts";
import { openTunnel } from "./tunnel.ts";
import { startUpstream } from "./upstream.ts";

describe("the load, without a proxy in between", () => {
  test("counts what was served, on several connections", async () => {
    await using upstream = await startUpstream();
    const { target } = direct({ upstream, directory: "" });
    const { perSecond, cpuMicros } = await burst(
      { ...target, pid: process.pid },
      { connections: 3, ms: 100 },
    );
    expect(perSecond).toBeGreaterThan(30);
    expect(cpuMicros).toBeGreaterThanOrEqual(0);
  });

  test("a system that does not put the credential in has no figure", async () => {
    await using upstream = await startUpstream();
    const lazy = { ...direct({ upstream, directory: "" }).target, token: PLACEHOLDER };
    await expect(burst(lazy, { connections: 1, ms: 20 })).rejects.toThrow(/requests failed through direct/);
    await expect(freshTunnels(lazy, 20)).rejects.toThrow(/failed through direct/);
    await expect(eventDelay(lazy, 50)).rejects.toThrow(/events came through direct/);
  });

  test("times events and counts new tunnels", async () => {
    await using upstream = await startUpstream();
    const { target } = direct({ upstream, directory: "" });
    expect(await eventDelay(target, 500)).toBeGreaterThan(0);
    expect(await freshTunnels(target, 50)).toBeGreaterThan(0);
  });
});

test("a proxy that refuses CONNECT is told by its answer", async () => {
  await using upstream = await startUpstream();
  const proxy = createServer((socket) => void socket.resume().end("HTTP/1.1 403 Forbidden\r\n\r\n")).listen(
    0,
    "127.0.0.1",
  );
  await once(proxy, "listening");
  const { port } = proxy.address() as AddressInfo;
  const target = {
    ...direct({ upstream, directory: "" }).target,
    name: "refusing",
    port,
    authority: "bench.test:443",
  };
  await expect(openTunnel(target)).rejects.toThrow("refusing did not open a tunnel: HTTP/1.1 403 Forbidden");
  proxy.close();
  await once(proxy, "close");
});

test("a process's own figures agree with what the kernel told it", () => {
  const { user, system } = process.cpuUsage();
  expect(cpuMicroseconds(process.pid) / (user + system)).toBeCloseTo(1, 0);
  const resident = process.memoryUsage.rss() / 1_000_000;
  expect(residentMegabytes(process.pid, "now") / resident).toBeCloseTo(1, 0);
  expect(residentMegabytes(process.pid, "highest") / resident).toBeGreaterThan(0.9);
});
