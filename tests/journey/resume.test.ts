import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { chown, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { localBackend, localParts } from "../../apps/launcher/src/backend/local/local-backend.ts";
import { connectionOf } from "../../apps/launcher/src/backend/docker/connection.ts";
import { dockerBackend, dockerParts } from "../../apps/launcher/src/backend/docker/docker-backend.ts";
import { createEngine } from "../../apps/launcher/src/backend/docker/engine.ts";
import { environmentOf } from "../../apps/launcher/src/host/environment.ts";
import { changeCapability } from "../../apps/launcher/src/operator/change-capability.ts";
import type { Outcome } from "../../apps/launcher/src/operator/operator.ts";
import { type BackendName, describeOnEach } from "../world/backend-kinds.ts";
import { claudeCode } from "../world/claude-code.ts";
import { startGitHost } from "../world/git-host/start-git-host.ts";
import { identityIn } from "../world/identity-in.ts";
import { createWorld, type World } from "../world/world.ts";

const client = await claudeCode();
const SOMEBODY = 60_001;
const GIT_HOST = "git.example.test";
const CLAUDE = "claude --dangerously-skip-permissions </dev/null -p";

/** A world whose agent `a` has a stand-in model. */
async function worldWithModel(backend: BackendName): Promise<World> {
  const env = { ...client.env, MODEL_TOKEN: "sk-stand-in-model-token-0123456789" };
  const world = await createWorld({ backend, hosts: ["api.anthropic.com"], env });
  await world.bottle(
    "b",
    `egress: { pipelock: false }\negress_proxy:\n  routes: [{ host: api.anthropic.com, auth: { scheme: Bearer, token_ref: MODEL_TOKEN } }]`,
  );
  await world.agent("a", "bottle: b", "You are terse.");
  return world;
}

/** What the model was asked last. */
async function lastTurn(world: World): Promise<string> {
  const turns = (await world.sink.requests()).filter(({ url }) => url.startsWith("/v1/messages"));
  return turns.at(-1)?.body.toString("utf8") ?? "";
}

function change(world: World, identity: string, dockerfile: string): Promise<Outcome> {
  const environment = environmentOf(world.env);
  const backend =
    world.backend === "local"
      ? localBackend(localParts(environment))
      : dockerBackend(dockerParts(createEngine(connectionOf(environment)), environment));
  const { signal } = new AbortController();
  const parts = { backend, home: world.home, buildRoots: [], report: () => undefined, signal };
  return changeCapability({ identity, dockerfile }, parts);
}

describeOnEach(
  "coming back to a bottle",
  { timeout: 300_000, except: { local: client.missing } },
  (backend) => {
    test("F54 F55 the real Claude Code goes on with its conversation, under the prompt of today", async () => {
      await using world = await worldWithModel(backend);
      const ended = await world.shell("a", `${CLAUDE} 'RUN:[echo of-the-first-session]'; exit 3`);
      expect(ended.stderr + ended.stdout).toContain("all done");
      expect(ended.code).toBe(3);
      const identity = identityIn(ended.stderr);
      expect(ended.stderr).toContain(`claude-bottle resume ${identity}\n`);
      expect(await world.objects(identity)).toEqual([]);
      expect((await world.cli(["list"])).stdout).toContain(`claude-bottle resume ${identity}`);

      await world.agent("a", "bottle: b", "You are verbose.");
      const resumed = await world.cli(["resume", identity, "--yes", "--prompt", "of-the-second-session"]);

      expect(resumed.stderr).toMatch(/^Resumes +the session of .*: its conversation goes on$/m);
      expect(resumed.code).toBe(0);
      const turn = await lastTurn(world);
      for (const text of ["of-the-first-session", "all done", "of-the-second-session", "You are verbose."])
        expect(turn).toContain(text);
      expect(turn).not.toContain("You are terse.");
      expect(existsSync(join(world.home, "state", identity))).toBe(false);
      expect(resumed.stderr).not.toContain("claude-bottle resume");
      expect(await world.objects(identity)).toEqual([]);
    });

    test("B05 of two resumes at once one runs, the other is refused, and the state is there afterwards", async () => {
      await using world = await worldWithModel(backend);
      const identity = identityIn((await world.shell("a", "exit 3")).stderr);
      const again = ["resume", identity, "--yes", "--", "bash", "-c", "exit 4"];
      const both = await Promise.all([world.cli(again), world.cli(again)]);
      expect(both.map(({ code }) => code).toSorted((a, b) => a - b)).toEqual([1, 4]);
      expect(both.find(({ code }) => code === 1)?.stderr).toContain("[name-taken]");
      expect(existsSync(join(world.home, "state", identity, "metadata.json"))).toBe(true);
      expect(await world.objects(identity)).toEqual([]);
    });

    test.skipIf(backend === "local")(
      "F50 F51 F54 an approved image: pushed, ended, resumed with the new tool and the conversation, and gone at the end",
      async () => {
        await using stack = new AsyncDisposableStack();
        const world = stack.use(await worldWithModel(backend));
        const repositories = ["owner/app.git"];
        const host = stack.use(
          await startGitHost({ network: world.sink.network, host: GIT_HOST, repositories }),
        );
        trust(world, host.caPem);
        world.env["GIT_HOST_TOKEN"] = host.token;
        await world.bottle(
          "b",
          `
egress: { pipelock: false }
egress_proxy:
  routes: [{ host: api.anthropic.com, auth: { scheme: Bearer, token_ref: MODEL_TOKEN } }]
git:
  - Name: app
    Upstream: https://${GIT_HOST}/owner/app.git
    TokenRef: GIT_HOST_TOKEN
    ExtraHosts: { ${GIT_HOST}: ${host.address} }`,
        );
        const script = `exec 2>&1; set -e; git config --global user.name A; git config --global user.email a@example.test
git clone -q https://${GIT_HOST}/owner/app.git .; git checkout -q -B main; git commit -q --allow-empty -m first; git push -q -u origin main
git commit -q --allow-empty -m second; ${CLAUDE} 'RUN:[echo before-the-change]'; echo ready; exec sleep 600`;
        const child = world.spawn(["start", "a", "--yes", "--", "bash", "-c", script]);
        const closed = once(child, "close");
        let said = "";
        child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
        const ready = Promise.withResolvers<void>();
        child.stdout.on("data", (chunk: Buffer) => {
          said += chunk.toString();
          if (said.includes("ready\n")) ready.resolve();
        });
        await Promise.race([ready.promise, closed.then(() => Promise.reject(new Error(said)))]);
        const identity = identityIn(said);

        const broken = await change(
          world,
          identity,
          "ARG AGENT_IMAGE\nFROM ${AGENT_IMAGE}\nRUN echo words-of-it; exit 7\n",
        );
        expect(broken).toMatchObject({
          ok: false,
          reason: expect.stringMatching(/goes on as it was.*[^]*words-of-it/),
        });
        expect((await world.cli(["exec", identity, "--", "true"])).code).toBe(0);

        const sound = `ARG AGENT_IMAGE\nFROM \${AGENT_IMAGE}\nUSER root\nRUN printf '#!/bin/sh\\necho the-new-tool\\n' >/usr/local/bin/new-tool && chmod 755 /usr/local/bin/new-tool\nUSER agent\n`;
        const outcome = await change(world, identity, sound);
        expect(outcome).toMatchObject({ ok: true, next: `claude-bottle resume ${identity}` });
        expect(outcome.ok && outcome.changed).toMatch(
          /Its conversation is kept\. The working branch was pushed\./,
        );
        expect(await host.git("owner/app.git", "log", "-1", "--format=%s", "main")).toBe("second");
        expect(await closed).toEqual([143, null]);
        expect(said).toContain("because a change of its image waits for the next start");
        expect(said).toContain(`claude-bottle resume ${identity}\n`);
        expect(said).not.toMatch(/Could not remove|could not be kept/);
        expect(await world.objects(identity)).toEqual([
          expect.stringMatching(`^image claude-bottle-agent-${identity}:`),
        ]);

        const tool = await world.cli(["resume", identity, "--yes", "--", "bash", "-c", "new-tool; exit 5"]);
        expect(tool).toMatchObject({ code: 5, stdout: "the-new-tool\n" });
        expect(tool.stderr).toMatch(new RegExp(`^Image +claude-bottle-agent-${identity}, built from `, "m"));
        expect(tool.stderr).not.toContain("Step 1/");

        const last = await world.cli(["resume", identity, "--yes", "--prompt", "after-the-change"]);
        expect(last.code).toBe(0);
        const turn = await lastTurn(world);
        expect(turn).toContain("before-the-change");
        expect(turn).toContain("after-the-change");
        expect(await world.objects(identity)).toEqual([]);
        expect(existsSync(join(world.home, "state", identity))).toBe(false);
      },
    );

    test.skipIf(backend === "local")(
      "F51 F55 a detached bottle ends by the change itself, and stop takes state and image away",
      async () => {
        await using world = await worldWithModel(backend);
        const identity = (await world.cli(["start", "a", "--yes", "--detach"])).stdout.trim();
        const outcome = await change(world, identity, "ARG AGENT_IMAGE\nFROM ${AGENT_IMAGE}\nENV NEW=1\n");
        expect(outcome).toMatchObject({
          ok: true,
          changed: expect.stringContaining("no conversation to keep"),
        });
        const resumed = await world.cli(["resume", identity, "--yes", "--detach"]);
        expect(resumed.code).toBe(0);
        expect((await world.cli(["exec", identity, "--", "printenv", "NEW"])).stdout).toBe("1\n");
        expect((await world.cli(["resume", identity, "--yes"])).stderr).toContain(`"${identity}" is running`);
        await world.cli(["stop", identity]);
        expect(await world.objects(identity)).toEqual([]);
        expect(existsSync(join(world.home, "state", identity))).toBe(false);
      },
    );

    test.runIf(backend === "local")(
      "F50 without images a change of it is refused with the ways out, and the bottle goes on as it was",
      async () => {
        await using world = await worldWithModel(backend);
        const identity = (await world.cli(["start", "a", "--yes", "--detach"])).stdout.trim();
        const outcome = await change(world, identity, "ARG AGENT_IMAGE\nFROM ${AGENT_IMAGE}\nENV NEW=1\n");
        expect(outcome).toMatchObject({
          ok: false,
          reason: expect.stringMatching(/goes on as it was.*backend local, which has no images/),
          hint: expect.stringContaining("backend docker"),
        });
        expect((await world.cli(["exec", identity, "--", "true"])).code).toBe(0);
        await world.cli(["stop", identity]);
        expect(await world.objects(identity)).toEqual([]);
      },
    );

    test.runIf(backend === "local")(
      "F54 a bottle that has the directory itself comes back to it, with what was changed there",
      async () => {
        await using world = await worldWithModel(backend);
        // No agent runs as root, whose directory this is where root runs the tests
        if (process.getuid?.() === 0) await chown(world.cwd, SOMEBODY, SOMEBODY);
        const first = await world.shell("a", "echo of-the-first >note; exit 3", { flags: ["--mount"] });
        expect(first.code).toBe(3);
        const identity = identityIn(first.stderr);
        const again = await world.cli([
          "resume",
          identity,
          "--yes",
          "--",
          "bash",
          "-c",
          "cat note; echo second >>note",
        ]);
        expect(again).toMatchObject({ code: 0, stdout: "of-the-first\n" });
        expect(await readFile(join(world.cwd, "note"), "utf8")).toBe("of-the-first\nsecond\n");
      },
    );

    test("F54 F55 B08 stop from beside ends an attached bottle as Ctrl-C does, and a conversation that broke off within a tool call goes on", async () => {
      await using world = await worldWithModel(backend);
      const tool = "test -p /tmp/go && echo ready >/tmp/go && tail -f /dev/null";
      const script = `mkfifo /tmp/go; cat /tmp/go & ${CLAUDE} 'RUN:[${tool}]'`;
      const child = world.spawn(["start", "a", "--yes", "--", "bash", "-c", script]);
      const closed = once(child, "close");
      let said = "";
      child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
      for await (const chunk of child.stdout) if (String(chunk).includes("ready")) break;
      const identity = identityIn(said);
      const stopped = await world.cli(["stop", identity]);
      expect(await closed).toEqual([143, null]);
      expect(stopped.stderr).toContain(`claude-bottle resume ${identity}`);
      expect(said).not.toMatch(/Could not remove|could not be kept/);
      expect(await world.objects(identity)).toEqual([]);

      const resumed = await world.cli(["resume", identity, "--yes", "--prompt", "after-the-break"]);
      expect(resumed.code).toBe(0);
      const turn = await lastTurn(world);
      for (const text of ["test -p /tmp/go", "after-the-break"]) expect(turn).toContain(text);
    });

    test.runIf(backend === "local")(
      "F54 F55 what a killed launcher ran ends with it, and its state can be come back to once its rest is removed",
      async () => {
        await using world = await worldWithModel(backend);
        const child = world.spawn(["start", "a", "--yes", "--", "bash", "-c", "echo it runs; exec cat"]);
        const closed = once(child, "close");
        let said = "";
        child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
        await once(child.stdout, "data");
        const identity = identityIn(said);
        child.kill("SIGKILL");
        await closed;
        const refused = await world.cli(["resume", identity, "--yes", "--prompt", "again"]);
        expect(refused.stderr).toMatch(/\[name-taken\]\n.*claude-bottle cleanup/);
        expect((await world.cli(["cleanup", identity, "--yes"])).code).toBe(0);
        expect(await world.objects(identity)).toEqual([]);
        expect((await world.cli(["resume", identity, "--yes", "--prompt", "again"])).code).toBe(0);
      },
    );

    test.skipIf(backend === "local")(
      "F54 F55 a launcher that is killed leaves a bottle that stop ends, and what was said in it is not lost",
      async () => {
        await using world = await worldWithModel(backend);
        const child = world.spawn([
          "start",
          "a",
          "--yes",
          "--",
          "bash",
          "-c",
          `${CLAUDE} 'RUN:[true]'; exec cat`,
        ]);
        const closed = once(child, "close");
        let said = "";
        child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
        for await (const chunk of child.stdout) if (String(chunk).includes("all done")) break;
        const identity = identityIn(said);
        child.kill("SIGKILL");
        await closed;
        const stopped = await world.cli(["stop", identity]);
        expect(stopped.stderr).toContain(`claude-bottle resume ${identity}\n`);
        expect(await world.objects(identity)).toEqual([]);
        const resumed = await world.cli(["resume", identity, "--yes", "--prompt", "after-the-kill"]);
        expect(resumed.code).toBe(0);
        expect(await lastTurn(world)).toContain("all done");
      },
    );
  },
);

function trust(world: World, caPem: string): void {
  const roots = join(world.home, "git-ca.pem");
  writeFileSync(roots, caPem);
  const file = join(world.home, "settings.json");
  const settings = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify({ ...settings, extra_ca: [...settings.extra_ca, roots] }));
}
