import { existsSync, mkdtempSync } from "node:fs";
import { mkdir, mkdtempDisposable, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomInt } from "node:crypto";
import { identityOf, Secret } from "@claude-bottle/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docker, engineMissing, engineObjects } from "../world/docker-cli.ts";
import { processEnvironment } from "../../apps/launcher/src/host/environment.ts";
import { gitOf, planOf } from "../../apps/launcher/src/testing/plan.ts";
import { sessionStreams } from "../../apps/launcher/src/testing/session-streams.ts";
import type { Interceptor, Plan } from "../../apps/launcher/src/core/plan.ts";
import type { Bottle } from "../../apps/launcher/src/backend/backend.ts";
import { describeBackend } from "../../apps/launcher/src/backend/backend.contract.ts";
import { connectionOf } from "../../apps/launcher/src/backend/docker/connection.ts";
import { dockerBackend, dockerParts } from "../../apps/launcher/src/backend/docker/docker-backend.ts";
import { createEngine } from "../../apps/launcher/src/backend/docker/engine.ts";

const environment = processEnvironment();
const engine = createEngine(connectionOf(environment));
const parts = dockerParts(engine, environment);
const bundle = join(import.meta.dirname, "../../apps/egress-proxy/dist/main.mjs");
const missing = engineMissing() ?? (existsSync(bundle) ? null : `"${bundle}" is not built`);
const gate = join(import.meta.dirname, "../../apps/git-gate/dist/main.mjs");
const gateMissing = existsSync(gate) ? null : `"${gate}" is not built`;
const queue = mkdtempSync(join(tmpdir(), "queue-"));
afterAll(() => rm(queue, { recursive: true }));
const noPipelock =
  (environment.get("CLAUDE_BOTTLE_PIPELOCK_IMAGE") ?? environment.get("CLAUDE_BOTTLE_PIPELOCK_BINARY"))
    ? null
    : "neither CLAUDE_BOTTLE_PIPELOCK_IMAGE nor CLAUDE_BOTTLE_PIPELOCK_BINARY is set";
const withPipelock = (interceptor: Interceptor): Partial<Plan> => ({
  egress: { ...planOf("any-00000").egress, pipelock: true, interceptor },
});
const LAUNCH_MS = 120_000;
const BUILD_MS = 900_000;

describeBackend({
  name: "docker",
  missing,
  holds: "container",
  backend: (checkpoint = () => undefined) => dockerBackend({ ...parts, checkpoint }),
  objects: (identity) => engineObjects(identity),
  broken: {
    backend: dockerBackend({
      ...parts,
      images: async () => ({
        agent: "claude-bottle-nothing:here",
        egressProxy: "claude-bottle-nothing:here",
        gitGate: null,
        supervise: null,
        pipelock: null,
      }),
    }),
    words: /the engine says "No such image: claude-bottle-nothing:here"/,
  },
  kinds: [
    { says: "egress-proxy alone", changes: {}, missing: null },
    {
      says: "git-gate beside egress-proxy",
      changes: { git: [gitOf("app", "https://git.example.com/a/b.git")] },
      missing: gateMissing,
    },
    {
      says: "supervise beside egress-proxy",
      changes: { supervise: true, queueDir: queue },
      missing: null,
    },
    { says: "pipelock behind egress-proxy", changes: withPipelock("egress-proxy"), missing: noPipelock },
    { says: "pipelock as the agent's proxy", changes: withPipelock("pipelock"), missing: noPipelock },
  ],
  async occupy(name) {
    const id = await docker("network", "create", "--internal", name);
    return { [Symbol.asyncDispose]: async () => void (await docker("network", "rm", id)) };
  },
});

describe.skipIf(missing !== null)("a network that does not carry", { timeout: LAUNCH_MS }, () => {
  test("ends the launch with the address that does not answer, and leaves nothing", async () => {
    const plan = planOf(identityOf("cut-off", (below) => randomInt(below)));
    const backend = dockerBackend({
      ...parts,
      checkpoint: async (step) => {
        if (step !== "provision agent") return;
        await docker("network", "disconnect", plan.names.network.agent, plan.names.sidecar["egress-proxy"]);
      },
    });
    const order = { report: () => undefined, signal: new AbortController().signal };
    await expect(
      backend.launch(plan, { env: new Map(), slots: [], keys: new Map() }, order),
    ).rejects.toMatchObject({
      code: "provisioning-failed",
      message: expect.stringMatching(/^The agent does not reach egress-proxy at \d+\.\d+\.\d+\.\d+:9099$/),
    });
    expect(await engineObjects(plan.identity)).toEqual([]);
  });
});

describe.skipIf(missing !== null)("the copy of a working directory", { timeout: BUILD_MS }, () => {
  test("F17 is where the agent works, and ends with the bottle, also when its build is cut short", async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), "cwd-"));
    await writeFile(join(directory.path, "here.txt"), "copied");
    const fresh = (): Plan =>
      planOf(
        identityOf("cwd", (below) => randomInt(below)),
        {
          copyCwd: true,
          cwd: directory.path,
          command: ["sh", "-c", "cat here.txt; echo more >>here.txt"],
        },
      );
    const backend = dockerBackend(parts);
    const secrets = { env: new Map(), slots: [], keys: new Map() };

    const cut = fresh();
    const interruption = new AbortController();
    const failing = backend.launch(cut, secrets, {
      signal: interruption.signal,
      report: (progress) => {
        if (progress.kind === "detail" && progress.step === "image cwd")
          interruption.abort(new Error("Interrupted"));
      },
    });
    await expect(failing).rejects.toThrow("Interrupted");
    expect(await engineObjects(cut.identity)).toEqual([]);

    const plan = fresh();
    const order = { report: () => undefined, signal: new AbortController().signal };
    {
      await using bottle = await backend.launch(plan, secrets, order);
      const { streams, out } = sessionStreams();
      expect(await bottle.attach(streams)).toBe(0);
      expect(out().toString()).toBe("copied");
      expect(await engineObjects(plan.identity)).toContain(`image ${plan.names.derivedImage}`);
    }
    expect(await engineObjects(plan.identity)).toEqual([]);
  });
});

describe.skipIf(missing !== null)("a bottle on a real engine", { timeout: LAUNCH_MS }, () => {
  const CANARY = "canary-5d1f0c";
  const SLOT = "canary-slot-77aa";
  const identity = identityOf("docker", (below) => randomInt(below));
  const stack = new AsyncDisposableStack();
  const backend = dockerBackend(parts);
  let bottle: Bottle;

  const inAgent = async (script: string): Promise<string> => {
    const { streams, out, err } = sessionStreams();
    await backend.exec(identity, ["sh", "-c", script], streams);
    return `${out().toString()}${err().toString()}`.trim();
  };
  const plan = planOf(identity, {
    prompt: "Be kind",
    command: ["sh", "-c", 'printf %s "$ASKED"'],
    env: [{ name: "ASKED", from: "prompt", question: "ASKED" }],
    slots: ["TOKEN"],
    routes: [
      {
        host: "api.example.com",
        path_allowlist: null,
        methods: null,
        auth: { scheme: "Bearer", token_ref: "TOKEN", slot: 0 },
      },
    ],
  });

  beforeAll(async () => {
    const directory = stack.use(await mkdtempDisposable(join(tmpdir(), "skill-")));
    await mkdir(join(directory.path, "more"));
    await writeFile(join(directory.path, "SKILL.md"), "---\nname: review\n---\n");
    await writeFile(join(directory.path, "more", "notes.txt"), "notes");
    const secrets = {
      env: new Map([["ASKED", new Secret("ASKED", CANARY)]]),
      slots: [new Secret("TOKEN", SLOT)],
      keys: new Map(),
    };
    const order = { report: () => undefined, signal: new AbortController().signal };
    const withSkill = { ...plan, skills: [{ name: "review", path: directory.path }] };
    bottle = stack.use(await backend.launch(withSkill, secrets, order));
  }, BUILD_MS);

  afterAll(async () => {
    await stack.disposeAsync();
    expect(await engineObjects(identity)).toEqual([]);
  }, LAUNCH_MS);

  test("F02 a secret is in the session's environment and in no inspection, argument or log", async () => {
    const { streams, out } = sessionStreams();
    const session = bottle.attach(streams);
    expect(await session).toBe(0);
    expect(out().toString()).toBe(CANARY);
    const { agent, sidecar } = plan.names;
    const seen = await docker("inspect", agent, sidecar["egress-proxy"]);
    const log = await docker("logs", sidecar["egress-proxy"]);
    const arguments_ = await docker("top", sidecar["egress-proxy"], "-eo", "pid,args");
    for (const canary of [CANARY, SLOT]) {
      expect(seen).not.toContain(canary);
      expect(log).not.toContain(canary);
      expect(arguments_).not.toContain(canary);
      expect(await inAgent(`env; cat /proc/[0-9]*/environ 2>/dev/null; true`)).not.toContain(canary);
    }
  });

  test("F02 the engine's view of a running command does not show its environment", async () => {
    const { streams } = sessionStreams();
    const script = { command: ["sleep", "30"], user: "1000:1000", environment: { X: CANARY }, tty: false };
    const running = await engine.exec(plan.names.agent, script);
    const ids = await docker("inspect", "--format", "{{range .ExecIDs}}{{.}} {{end}}", plan.names.agent);
    expect(ids.trim()).not.toBe("");
    expect(await docker("inspect", plan.names.agent)).not.toContain(CANARY);
    expect(streams.terminal).toBeNull();
    running.stream.destroy();
  });

  test("agent and sidecar have no capabilities, no new privileges, limits, and no root user", async () => {
    for (const name of [plan.names.agent, plan.names.sidecar["egress-proxy"]]) {
      const format =
        "{{json .HostConfig.CapDrop}} {{json .HostConfig.SecurityOpt}} {{.HostConfig.PidsLimit}} {{.Config.User}} {{json .HostConfig.Binds}} {{json .Mounts}}";
      const seen = await docker("inspect", "--format", format, name);
      expect(seen).toMatch(
        /^\["ALL"\] \["no-new-privileges:true"\] \d+ [1-9]\d*:[1-9]\d* (?:\[\]|null) \[\]$/,
      );
    }
    expect(await inAgent("grep -h Cap /proc/self/status | sort -u")).not.toMatch(
      /Cap(?:Eff|Prm|Bnd):\s*0*[1-9a-f]/,
    );
    const readOnly = await docker(
      "inspect",
      "--format",
      "{{.HostConfig.ReadonlyRootfs}}",
      plan.names.sidecar["egress-proxy"],
    );
    expect(readOnly).toBe("true");
  });

  test("no name resolves but those of its hosts file, and the engine's own resolver passes nothing on", async () => {
    expect(await inAgent("cat /etc/resolv.conf")).toContain("nameserver 127.0.0.1\n");
    expect(await inAgent("getent hosts egress-proxy")).toMatch(/^\d+\.\d+\.\d+\.\d+\s+egress-proxy$/);
    expect(await inAgent("getent hosts example.com || echo nothing")).toBe("nothing");
    const ask = `import socket; s=socket.socket(socket.AF_INET,socket.SOCK_DGRAM); s.settimeout(3)
q=bytes.fromhex('123401000001000000000000076578616d706c6503636f6d0000010001')
s.sendto(q,('127.0.0.11',53))
try: print('rcode', s.recv(512)[3] & 15)
except OSError: print('silence')`;
    expect(await inAgent(`python3 -c "${ask}"`)).toMatch(/^(?:rcode [25]|silence)$/);
  });

  test("the host that carries the agent's network has no address on it", async () => {
    const gateway = await docker(
      "network",
      "inspect",
      "--format",
      "{{(index .IPAM.Config 0).Gateway}}",
      plan.names.network.agent,
    );
    const knock = `import socket; socket.create_connection(('${gateway}', 22), 2)`;
    expect(await inAgent(`python3 -c "${knock}"`)).toMatch(/timed out|No route to host|unreachable/);
  });

  test("F24 the trust store is what update-ca-certificates would have made of it", async () => {
    const state =
      "cd /etc/ssl/certs; ls -l *.pem *.0 | awk '{print $9,$10,$11}'; grep -c BEGIN ca-certificates.crt";
    const ours = await inAgent(state);
    await docker("exec", "--user", "0", plan.names.agent, "update-ca-certificates");
    expect(await inAgent(state)).toBe(ours);
    expect(ours).toContain(
      "claude-bottle-mitm-ca.pem -> /usr/local/share/ca-certificates/claude-bottle-mitm-ca.crt",
    );
    expect(await inAgent("grep -l 'PRIVATE KEY' -r /usr/local/share /etc/ssl 2>/dev/null; true")).toBe("");
  });

  test("F07 F60 prompt and skills belong to the agent", async () => {
    const seen = await inAgent(
      "cd ~; stat -c '%U %a %n' .claude-bottle-prompt.txt .claude/skills/review/more/notes.txt; cat .claude-bottle-prompt.txt",
    );
    expect(seen).toBe(
      "agent 600 .claude-bottle-prompt.txt\nagent 644 .claude/skills/review/more/notes.txt\nBe kind",
    );
    expect(
      await inAgent("touch ~/.claude/skills/review/new && rm ~/.claude/skills/review/new && echo fine"),
    ).toBe("fine");
  });

  test("every part carries the identity, so that it can be found without its launcher", async () => {
    expect(await engineObjects(identity)).toEqual(
      [
        `container ${plan.names.agent}`,
        `container ${plan.names.sidecar["egress-proxy"]}`,
        `network ${plan.names.network.agent}`,
        `network ${plan.names.network.egress}`,
      ].toSorted(),
    );
  });
});
