import { once } from "node:events";
import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { realCommands, standInCommands } from "./commands.ts";
import { startEgress, type EgressOptions, type RunningEgress } from "./egress-process.ts";
import { startPipelock, type RunningPipelock } from "./pipelock-process.ts";
import { fetchThrough, type Answer, type Message } from "./tunnel.ts";
import { publicRoot, startUpstream, type Upstream } from "./upstream.ts";

// Allowed hosts are open on 443 only, so that the upstreams have to stand there; addresses of our own keep clear of others.
const HTTPS = 443;
const inspectedHost = `127.77.${process.pid % 250}.11`;
const passedHost = `127.77.${process.pid % 250}.12`;
const token = "canary-5f0c2d9be1";
/** Ordinary code that a core rule of pipelock, and of nobody else, takes for a key. */
const likeAKey = "const c: CanvasRenderingContext2D = getContext();";

async function mayListen(): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(HTTPS, inspectedHost);
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
const isAllowed = await mayListen();

describe.skipIf(!isAllowed).for([...standInCommands, ...realCommands])(
  "agent, egress-proxy, %s, upstream (needs port 443 of the loopback)",
  { timeout: 30_000 },
  ([, command]) => {
    let inspected: Upstream;
    let passed: Upstream;
    let pipelock: RunningPipelock;

    beforeAll(async () => {
      inspected = await startUpstream(inspectedHost, HTTPS);
      passed = await startUpstream(passedHost, HTTPS);
      pipelock = await startPipelock(command, {
        hosts: [inspectedHost, passedHost],
        passthrough: [passedHost],
        injectedHeaders: ["X-Vendor-Key"],
        privateHosts: { [inspectedHost]: inspectedHost, [passedHost]: passedHost },
        extraRoots: [publicRoot.certPem],
      });
    });
    afterAll(async () => {
      await pipelock[Symbol.asyncDispose]();
      await inspected[Symbol.asyncDispose]();
      await passed[Symbol.asyncDispose]();
    });

    const start = (options: Partial<EgressOptions>, passthrough = [passedHost]): Promise<RunningEgress> =>
      startEgress({
        allowlist: [inspectedHost, passedHost, "other.test"],
        upstream: {
          via: "pipelock",
          host: "127.0.0.1",
          port: pipelock.port,
          ca: pipelock.authority.certPem,
          passthrough,
        },
        extra_roots: [publicRoot.certPem],
        ...options,
      });
    const ask = (egress: RunningEgress, host: string, message: Message = {}): Promise<Answer> =>
      fetchThrough({ proxy: egress.port, host, port: HTTPS, ca: egress.ca }, message);

    test("F37 F41 a credential is put in and arrives, intercepted or passed through", async () => {
      const auth = { scheme: "header:X-Vendor-Key", slot: 0 } as const;
      await using egress = await start({
        routes: [
          { host: inspectedHost, auth },
          { host: passedHost, auth },
        ],
        slots: [{ name: "VENDOR", value: token }],
      });
      for (const upstream of [inspected, passed]) {
        expect(await ask(egress, upstream.host, { path: "/credential" })).toMatchObject({ status: 200 });
        expect(upstream.received.find(({ url }) => url === "/credential")?.headers).toMatchObject({
          "x-vendor-key": token,
        });
      }
    });

    test("F22 F23 a body that pipelock refuses is refused inside TLS in our words, and never arrives", async () => {
      await using egress = await start({});
      const refused = await ask(egress, inspectedHost, { path: "/code", body: likeAKey });
      expect(refused).toMatchObject({ status: 403, headers: { "x-claude-bottle-block": "pipelock" } });
      expect(refused.body).toContain(inspectedHost);
      expect(refused.body).toContain("egress.inspect");
      expect(inspected.received.some(({ url }) => url === "/code")).toBe(false);
    });

    test("F26 B36 the same body passes where the host is passed through", async () => {
      await using egress = await start({});
      expect(await ask(egress, passedHost, { path: "/code", body: likeAKey })).toMatchObject({ status: 200 });
      expect(passed.received.find(({ url }) => url === "/code")?.body).toBe(likeAKey);
    });

    test("F21 a host that only pipelock refuses is refused inside TLS, naming the host", async () => {
      await using egress = await start({});
      const refused = await ask(egress, "other.test");
      expect(refused).toMatchObject({ status: 403, headers: { "x-claude-bottle-block": "pipelock" } });
      expect(refused.body).toContain("other.test is not on pipelock's allowlist");
    });

    test("F41 an upstream that pipelock did not intercept is not believed, and receives nothing", async () => {
      await using egress = await start({}, []);
      expect(await ask(egress, passedHost, { path: "/unscanned" })).toMatchObject({
        headers: { "x-claude-bottle-block": "upstream-not-intercepted" },
      });
      expect(passed.received.some(({ url }) => url === "/unscanned")).toBe(false);
    });

    test("F41 pipelock's certificate is not believed for a host that is passed through", async () => {
      await using egress = await start({}, [inspectedHost, passedHost]);
      expect(await ask(egress, inspectedHost, { path: "/forged" })).toMatchObject({
        headers: { "x-claude-bottle-block": "upstream-certificate" },
      });
      expect(inspected.received.some(({ url }) => url === "/forged")).toBe(false);
    });
  },
);
