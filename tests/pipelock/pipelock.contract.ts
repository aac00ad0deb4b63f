import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { liveAllowlist } from "../../apps/launcher/src/pipelock/apply.ts";
import type { PipelockControl } from "../../apps/launcher/src/pipelock/control.ts";
import { listingAnswer } from "../../apps/launcher/src/pipelock/listing.ts";
import { shownLine } from "../../apps/launcher/src/pipelock/log.ts";
import { configHash } from "../../apps/launcher/src/pipelock/reloadable.ts";
import { pipelockYaml } from "../../apps/launcher/src/pipelock/yaml.ts";
import { absoluteForm, startPipelock } from "./pipelock-process.ts";
import type { PipelockCommand, PipelockOptions, RunningPipelock } from "./pipelock-process.ts";
import { exchange, fetchThrough, isOpen, openTls, openTunnel, type Answer, type Message } from "./tunnel.ts";
import { publicRoot, startUpstream, type Upstream } from "./upstream.ts";

const golden = join(import.meta.dirname, "../../apps/launcher/src/pipelock/golden");
const githubToken = `ghp_${"0123456789abcdefghijABCDEFGHIJ".padEnd(36, "x")}`;
const npmToken = `npm_${"0123456789abcdefghijABCDEFGHIJ".padEnd(36, "x")}`;
const ordinaryCode = [
  "const c: CanvasRenderingContext2D = tagPatternMatcherFactory(token = getToken());",
  "abandon ability able about above absent absorb abstract absurd abuse access accident",
].join("\n");

/** What pipelock 2.3.0 does for this project; run against the real one and against the stand-in. */
export function pipelockContract(name: string, command: PipelockCommand): void {
  describe(name, { timeout: 30_000 }, () => {
    let intercepted: Upstream;
    let passed: Upstream;
    let shared: RunningPipelock;

    const start = (options: PipelockOptions = {}): Promise<RunningPipelock> =>
      startPipelock(command, {
        hosts: [intercepted.host, passed.host, "*.wild.test", "api.test"],
        passthrough: [passed.host],
        privateHosts: { [intercepted.host]: "127.0.0.1", [passed.host]: passed.host },
        extraRoots: [publicRoot.certPem],
        ...options,
      });
    const toIntercepted = (by: RunningPipelock, message?: Message): Promise<Answer> =>
      fetchThrough({ proxy: by.port, ...intercepted, ca: by.authority.certPem }, message);
    const toPassed = (by: RunningPipelock, message?: Message): Promise<Answer> =>
      fetchThrough({ proxy: by.port, ...passed, ca: publicRoot.certPem }, message);

    beforeAll(async () => {
      intercepted = await startUpstream("localhost");
      passed = await startUpstream("127.0.0.2");
      shared = await start();
    });
    afterAll(async () => {
      await shared[Symbol.asyncDispose]();
      await intercepted[Symbol.asyncDispose]();
      await passed[Symbol.asyncDispose]();
    });

    test.for(readdirSync(golden))("F20 its check accepts the pinned file %s", async (file) => {
      await shared.control.put(file, await readFile(join(golden, file), "utf8"));
      const verdict = await shared.control.check(file);
      expect(verdict.says).toContain("Config validation: OK");
      expect(verdict.ok).toBe(true);
    });

    test("its check refuses an unknown key, an empty list and a missing file", async () => {
      await writeFile(join(shared.directory, "unknown.yaml"), `${shared.yaml}foo: 1\n`);
      expect(await shared.control.check("unknown.yaml")).toEqual({
        ok: false,
        says: expect.stringContaining("field foo not found in type config.Config"),
      });
      await writeFile(
        join(shared.directory, "empty-list.yaml"),
        shared.yaml.replace(/^api_allowlist:\n(?: {2}- .*\n)+/m, "api_allowlist: []\n"),
      );
      expect(await shared.control.check("empty-list.yaml")).toEqual({
        ok: false,
        says: expect.stringContaining("strict mode requires at least one domain in api_allowlist"),
      });
      expect(await shared.control.check("absent.yaml")).toMatchObject({ ok: false });
    });

    test("F20 it starts with the file's hash, answers its healthcheck, and shows its metrics to nobody else", async () => {
      const startup = await shared.event((event) => event.event === "startup");
      expect(startup).toMatchObject({ version: "2.3.0", config_hash: configHash(shared.yaml) });
      const health = (port: number): string[] => ["healthcheck", "--addr", `127.0.0.1:${port}`];
      expect(await shared.runToEnd(health(shared.port))).toMatchObject({ status: 0 });
      expect(await shared.runToEnd(health(1))).toMatchObject({ status: 1 });
      for (const path of ["metrics", "stats"])
        expect(await (await fetch(`http://127.0.0.1:${shared.port}/${path}`)).text()).toContain("404");
      expect(await isOpen(shared.metricsPort, "127.0.0.1")).toBe(true);
      expect(await isOpen(shared.metricsPort, "127.0.0.2")).toBe(false);
    });

    test("F20 it refuses to start on a key that others may read", async () => {
      await using own = await start();
      await writeFile(join(own.directory, "open-key.pem"), own.authority.keyPem, { mode: 0o644 });
      await own.control.put("open.yaml", own.yaml.replace("ca-key.pem", "open-key.pem"));
      const ended = await own.runToEnd(["run", "-c", join(own.directory, "open.yaml")]);
      expect(ended.status).toBe(1);
      expect(ended.says).toContain("too permissive (mode 0644)");
    });

    test("F21 another host is refused with 403 and its name", async () => {
      const refused = await fetchThrough({
        proxy: shared.port,
        host: "evil.test",
        port: 443,
        ca: shared.authority.certPem,
      });
      expect(refused).toMatchObject({
        status: 403,
        body: "CONNECT blocked: domain not in allowlist: evil.test\n",
        headers: {
          "content-type": "text/plain; charset=utf-8",
          "x-content-type-options": "nosniff",
          "x-pipelock-hint": expect.stringContaining("allowlist"),
        },
      });
      expect(await absoluteForm(shared.port, "http://evil.test/")).toBe(
        "blocked: domain not in allowlist: evil.test\n",
      );
      expect(
        await shared.event((event) => event.event === "blocked" && event.target === "evil.test:443"),
      ).toMatchObject({ scanner: "allowlist", reason: "domain not in allowlist: evil.test" });
    });

    test.for([
      ["api.test", "listed"],
      ["API.test.", "listed"],
      ["sub.api.test", "not listed"],
      ["apitest.test", "not listed"],
      ["wild.test", "listed"],
      ["a.wild.test", "listed"],
      ["b.a.wild.test", "listed"],
      ["xwild.test", "not listed"],
      ["127.0.0.2", "listed"],
      ["127.0.0.3", "not listed"],
    ] as const)(
      "B34 the list [api.test, *.wild.test, 127.0.0.2] and the name %s: %s",
      async ([host, answer]) => {
        const ask = shared.control.ask;
        expect(ask === null ? null : listingAnswer(await ask(host))).toBe(answer);
      },
    );

    test("F21 a listed name or address that leads to a private network is refused", async () => {
      await using guarded = await start({ privateHosts: {} });
      expect(await toIntercepted(guarded)).toMatchObject({
        status: 403,
        body: expect.stringMatching(
          /^CONNECT blocked: SSRF blocked: localhost resolves to internal IP (?:127\.0\.0\.1|::1)\n$/,
        ),
      });
      expect(await toPassed(guarded)).toMatchObject({
        status: 403,
        body: "CONNECT blocked: SSRF blocked: 127.0.0.2 resolves to internal IP 127.0.0.2\n",
      });
    });

    test("B10 B11 B12 the address guard opens for an address that the operator names, and for no other", async () => {
      await using guarded = await start({ privateHosts: { localhost: "127.0.0.1" } });
      expect(await toIntercepted(guarded)).toMatchObject({ status: 200 });
      expect(await toPassed(guarded)).toMatchObject({ status: 403 });
    });

    test("F23 F41 it signs for an intercepted host, and a passed-through host shows its own certificate", async () => {
      expect(await toIntercepted(shared)).toMatchObject({ status: 200, body: "upstream got 0 bytes" });
      expect(await toPassed(shared)).toMatchObject({ status: 200, body: "upstream got 0 bytes" });
      const target = { proxy: shared.port };
      await expect(fetchThrough({ ...target, ...intercepted, ca: publicRoot.certPem })).rejects.toThrow(
        /certificate/,
      );
      await expect(fetchThrough({ ...target, ...passed, ca: shared.authority.certPem })).rejects.toThrow(
        /certificate/,
      );
    });

    test("F22 F23 a secret-shaped body to an intercepted host is refused and never arrives", async () => {
      const body = JSON.stringify({ note: githubToken });
      expect(
        await toIntercepted(shared, { body, headers: { "Content-Type": "application/json" } }),
      ).toMatchObject({
        status: 403,
        body: "blocked: request body contains secret: GitHub Token, GitHub token\n",
      });
      expect(intercepted.received.some((request) => request.body.includes(githubToken))).toBe(false);
      expect(await toIntercepted(shared, { body: JSON.stringify({ note: "plain" }) })).toMatchObject({
        status: 200,
      });
    });

    test("F22 a compressed body and broken JSON are refused whatever they hold", async () => {
      expect(
        await toIntercepted(shared, { body: "x", headers: { "Content-Encoding": "gzip" } }),
      ).toMatchObject({
        status: 403,
        body: expect.stringContaining('request body uses Content-Encoding "gzip"'),
      });
      expect(
        await toIntercepted(shared, { body: "{", headers: { "Content-Type": "application/json" } }),
      ).toMatchObject({ status: 403, body: expect.stringContaining("blocked: invalid JSON body") });
    });

    test("F22 a secret in a header is refused; in an injected header it arrives", async () => {
      await using own = await start({ injectedHeaders: ["X-Vendor-Key"] });
      expect(await toIntercepted(own, { headers: { "X-Note": githubToken } })).toMatchObject({
        status: 403,
        body: "blocked: request header contains secret\n",
      });
      expect(
        await toIntercepted(own, {
          path: "/injected",
          headers: { Authorization: `Bearer ${githubToken}`, "X-Vendor-Key": githubToken },
        }),
      ).toMatchObject({ status: 200 });
      expect(intercepted.received.find(({ url }) => url === "/injected")?.headers).toMatchObject({
        authorization: `Bearer ${githubToken}`,
        "x-vendor-key": githubToken,
      });
    });

    test("F22 as the agent's own proxy it refuses a token that the agent itself sends", async () => {
      await using own = await start({ position: "agents-proxy" });
      const bearer = (token: string): Message => ({ headers: { Authorization: `Bearer ${token}` } });
      expect(await toIntercepted(own, bearer(githubToken))).toMatchObject({
        status: 403,
        body: "blocked: request header contains secret\n",
      });
      expect(await toIntercepted(own, bearer("opaque"))).toMatchObject({ status: 200 });
    });

    test("F22 a secret in a URL is refused by name, and its log line is shown without it", async () => {
      expect(await toIntercepted(shared, { path: `/${npmToken}` })).toMatchObject({
        status: 403,
        body: "blocked: DLP match: npm token (critical)\n",
      });
      expect(await toIntercepted(shared, { path: `/${githubToken}` })).toMatchObject({
        status: 403,
        body: "blocked: core DLP match: GitHub Token (critical)\n",
      });
      await shared.event(
        (event) => event.scanner === "core_dlp" && event.url?.includes(githubToken) === true,
      );
      const shown = shared.written.map(({ text }) => shownLine(text)).join("\n");
      expect(shown).toContain("core DLP match: GitHub Token");
      expect(shown).not.toContain(githubToken);
    });

    test("F22 B16 under warn secrets in body, header and path are forwarded and logged", async () => {
      await using warning = await start({ dlpAction: "warn" });
      const body = JSON.stringify({ note: githubToken });
      const warned = { path: `/warned/${npmToken}`, body, headers: { "X-Note": githubToken } };
      expect(await toIntercepted(warning, warned)).toMatchObject({ status: 200 });
      expect(intercepted.received.find(({ url }) => url.startsWith("/warned/"))).toMatchObject({ body });
      expect(
        await warning.event((event) => event.event === "anomaly" && event.scanner === "body_dlp"),
      ).toMatchObject({ reason: expect.stringContaining("request body contains secret: GitHub Token") });
    });

    test("F26 B36 code, word lists and megabytes pass where the host is passed through", async () => {
      expect(await toIntercepted(shared, { body: ordinaryCode })).toMatchObject({
        status: 403,
        body: expect.stringContaining("AWS Access ID"),
      });
      const prompt = JSON.stringify({ messages: ordinaryCode.repeat(20_000) });
      expect(prompt.length).toBeGreaterThan(3_000_000);
      const headers = { "Content-Type": "application/json" };
      expect(await toPassed(shared, { body: prompt, headers })).toMatchObject({
        status: 200,
        body: `upstream got ${prompt.length} bytes`,
      });
    });

    test.for(["intercepted", "passed through"] as const)(
      "F26 an event stream of a host that is %s is not held back",
      async (kind) => {
        const [to, ca] =
          kind === "intercepted" ? [intercepted, shared.authority.certPem] : [passed, publicRoot.certPem];
        const tunnel = await openTunnel(shared.port, `${to.host}:${to.port}`);
        if (!("write" in tunnel)) throw new Error(tunnel.body);
        const secure = await openTls(tunnel, to.host, ca);
        secure.write(`GET /stream HTTP/1.1\r\nHost: ${to.host}:${to.port}\r\n\r\n`);
        let seen = "";
        // The upstream never ends this answer: reaching the event is the proof.
        for await (const chunk of secure) {
          seen += chunk;
          if (seen.includes("data: first")) break;
        }
        expect(seen).toContain("data: first");
      },
    );

    test("nothing listens at an allowed address, or shows a certificate of an unknown root: 502", async () => {
      expect(
        await fetchThrough({ proxy: shared.port, host: passed.host, port: 1, ca: publicRoot.certPem }),
      ).toMatchObject({ status: 502, body: "tunnel dial failed\n" });
      await using unrooted = await start({ extraRoots: [] });
      expect(await toIntercepted(unrooted)).toMatchObject({ status: 502, body: "upstream error\n" });
    });

    test("F21 the live list takes a host in and out, and an open tunnel keeps its old rules", async () => {
      await using own = await start();
      const live = liveAllowlist(own.control, own.yaml);
      const withList = (hosts: readonly string[]): string => pipelockYaml({ ...own.config, hosts });
      const tunnel = await openTunnel(own.port, `localhost:${intercepted.port}`);
      if (!("write" in tunnel)) throw new Error(tunnel.body);
      const secure = await openTls(tunnel, "localhost", own.authority.certPem);
      expect(await exchange(secure, `localhost:${intercepted.port}`)).toMatchObject({ status: 200 });

      expect(await live.change(withList([...own.config.hosts, "added.test", "*.more.test"]))).toEqual({
        outcome: "applied",
      });
      expect(listingAnswer((await own.control.ask?.("added.test")) ?? "")).toBe("listed");
      expect(listingAnswer((await own.control.ask?.("deep.in.more.test")) ?? "")).toBe("listed");

      expect(await live.change(withList(["added.test"]))).toEqual({ outcome: "applied" });
      expect(live.current()).toBe(withList(["added.test"]));
      expect(await toIntercepted(own)).toMatchObject({
        status: 403,
        body: "CONNECT blocked: domain not in allowlist: localhost\n",
      });
      expect(await exchange(secure, `localhost:${intercepted.port}`)).toMatchObject({ status: 200 });
      secure.destroy();
    });

    test("F21 where nobody can ask it, its word on the file's hash decides", async () => {
      await using own = await start({ position: "agents-proxy" });
      const control: PipelockControl = { ...own.control, ask: null };
      const wanted = pipelockYaml({ ...own.config, hosts: ["added.test"] });
      expect(await liveAllowlist(control, own.yaml).change(wanted)).toEqual({ outcome: "applied" });
      expect(listingAnswer((await own.control.ask?.("added.test")) ?? "")).toBe("listed");
    });

    test("a file that its check refuses never gets in place", async () => {
      await using own = await start();
      const empty = own.yaml.replace(/^api_allowlist:\n(?: {2}- .*\n)+/m, "api_allowlist: []\n");
      expect(await liveAllowlist(own.control, own.yaml).change(empty)).toEqual({
        outcome: "refused",
        reason: expect.stringContaining("strict mode requires at least one domain"),
        restored: true,
      });
      expect(await own.runToEnd(["check", "-c", join(own.directory, "pipelock.yaml")])).toMatchObject({
        status: 0,
      });
    });

    test("a file that is spoilt on its way is rolled back, and the old list holds", async () => {
      await using own = await start();
      let spoilt = false;
      const control: PipelockControl = {
        ...own.control,
        async put(file, content) {
          const spoil = file === "pipelock.yaml" && !spoilt;
          if (spoil) spoilt = true;
          await own.control.put(file, spoil ? `${content}foo: 1\n` : content);
        },
      };
      const live = liveAllowlist(control, own.yaml);
      const wanted = pipelockYaml({ ...own.config, hosts: ["added.test"] });
      expect(await live.change(wanted)).toEqual({
        outcome: "refused",
        reason: expect.stringContaining("parsing config"),
        restored: true,
      });
      expect(live.current()).toBe(own.yaml);
      expect(listingAnswer((await own.control.ask?.("added.test")) ?? "")).toBe("not listed");
      expect(await toIntercepted(own)).toMatchObject({ status: 200 });
      expect(await live.change(wanted)).toEqual({ outcome: "applied" });
    });

    test("a change of more than the list asks for a restart and touches nothing", async () => {
      await using own = await start();
      const wider = pipelockYaml({ ...own.config, passthrough: ["api.test", passed.host] });
      expect(await liveAllowlist(own.control, own.yaml).change(wider)).toEqual({
        outcome: "restart-needed",
      });
    });
  });
}
