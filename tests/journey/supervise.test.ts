import { existsSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { currentConfig } from "@claude-bottle/shared/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { connectionOf } from "../../apps/launcher/src/backend/docker/connection.ts";
import { dockerBackend, dockerParts } from "../../apps/launcher/src/backend/docker/docker-backend.ts";
import { createEngine } from "../../apps/launcher/src/backend/docker/engine.ts";
import { processEnvironment } from "../../apps/launcher/src/host/environment.ts";
import { docker, engineMissing, engineObjects } from "../world/docker-cli.ts";
import { identityIn } from "../world/identity-in.ts";
import { deciderOf, toolCall, toolList, type Decider } from "../world/proposals.ts";
import { createWorld, type World } from "../world/world.ts";

const missing = engineMissing();
if (missing !== null) process.stdout.write(`skipped: proposals from a real bottle: ${missing}\n`);

const HOST = "api.example.test";
const egress = "egress: { pipelock: false }";

interface Inspected {
  Config: { User: string; Entrypoint: string[]; Cmd: string[] | null; Healthcheck: { Test: string[] } };
  HostConfig: { ReadonlyRootfs: boolean; CapDrop: string[]; Memory: number; PidsLimit: number };
  Mounts: { Type: string; Source: string; Destination: string }[];
  NetworkSettings: { Networks: Record<string, unknown> };
}

describe.skipIf(missing !== null)("proposals from a real bottle", { timeout: 300_000 }, () => {
  const stack = new AsyncDisposableStack();
  const environment = processEnvironment();
  const backend = dockerBackend(dockerParts(createEngine(connectionOf(environment)), environment));
  let world: World;
  let identity: string;
  let decider: Decider;

  const agent = async (script: string): Promise<string> => {
    const { stdout, stderr } = await world.cli(["exec", identity, "--", "bash", "-c", script]);
    return stdout + stderr;
  };
  const allowed = async (): Promise<string[]> => {
    const { body } = await backend.control(identity, "egress-proxy", { method: "GET", path: "/routes" });
    return z.object({ allowlist: z.array(z.string()) }).parse(body).allowlist;
  };
  const inspected = async (name: string): Promise<Inspected> =>
    JSON.parse(await docker("inspect", "--format", "{{json .}}", name));

  beforeAll(async () => {
    world = stack.use(await createWorld({ env: { API_TOKEN: "token-of-the-api-0123456789" } }));
    await world.bottle(
      "b",
      `${egress}
egress_proxy: { routes: [{ host: ${HOST}, methods: [GET], auth: { scheme: Bearer, token_ref: API_TOKEN } }] }
git: [{ Name: app, Upstream: "https://git.example.test/a/b.git", ExtraHosts: { git.example.test: ${world.sink.address} } }]
supervise: true`,
    );
    await world.agent("a", "bottle: b");
    const started = await world.cli(["start", "a", "--yes", "--detach", "--", "bash", "-c", toolList]);
    if (started.code !== 0) throw new Error(started.stderr);
    identity = started.stdout.trim();
    decider = deciderOf(world, identity);
    stack.defer(async () => void (await world.cli(["stop", identity])));
    expect(started.stderr).toMatch(/^Supervise +on: /m);
  }, 300_000);

  afterAll(async () => {
    await stack.disposeAsync();
    expect(await engineObjects(identity)).toEqual([]);
  }, 120_000);

  test("F46 B28 supervise is on the agent's network alone, without rights, and answers the agent's first command", async () => {
    const name = `claude-bottle-supervise-${identity}`;
    const network = `claude-bottle-net-${identity}`;
    const { Config, HostConfig, NetworkSettings } = await inspected(name);
    expect(Object.keys(NetworkSettings.Networks)).toEqual([network]);
    expect(await docker("network", "inspect", "--format", "{{.Internal}}", network)).toBe("true");
    expect(Config.User).toMatch(/^[1-9]\d*:\d+$/);
    expect(HostConfig).toMatchObject({ ReadonlyRootfs: true, CapDrop: ["ALL"] });
    expect(HostConfig.Memory).toBeGreaterThan(0);
    expect(HostConfig.PidsLimit).toBeGreaterThan(0);
    const words = [Config.Entrypoint, Config.Cmd ?? [], Config.Healthcheck.Test].flat().join(" ");
    expect(words).not.toMatch(/\b(?:sh|bash|CMD-SHELL|curl)\b/);
    const first = await world.cli(["logs", identity, "agent"]);
    for (const tool of ["egress-proxy-block", "pipelock-block", "capability-block", "git-gate-block"])
      expect(first.stdout).toContain(`"${tool}"`);
    expect(await agent("getent hosts supervise; cat /etc/hosts | grep -c supervise")).toMatch(
      /^\d+\.\d+\.\d+\.\d+\s+supervise\n1\n$/,
    );
  });

  test("F45 B41 the queue is a directory of its owner's, and the one thing of the host that is mounted", async () => {
    const { Config, Mounts } = await inspected(`claude-bottle-supervise-${identity}`);
    expect(Mounts).toMatchObject([{ Type: "bind", Source: decider.directory, Destination: "/queue" }]);
    for (const path of [decider.directory, join(decider.directory, "processed")]) {
      const { mode, uid, gid } = await stat(path);
      expect(mode & 0o777).toBe(0o700);
      expect(`${uid}:${gid}`).toBe(Config.User);
    }
    const others = [`claude-bottle-${identity}`, `claude-bottle-egress-proxy-${identity}`];
    for (const other of others) expect((await inspected(other)).Mounts).toEqual([]);
  });

  test("F45 B32 what is in force lies where the tools say, for the agent to read and not to change", async () => {
    const { directory, routes, allowlist, dockerfile } = currentConfig;
    const tools = (await world.cli(["logs", identity, "agent"])).stdout;
    for (const name of [routes, dockerfile]) expect(tools).toContain(`${directory}/${name}`);
    const seen =
      await agent(`cd ${directory}; for f in ${routes} ${allowlist} ${dockerfile}; do stat -c '%U %a %n' $f; cat $f; done
for f in *; do (echo x >$f) 2>/dev/null && echo written; rm -f $f 2>/dev/null && echo removed; done; touch new 2>/dev/null && echo added; true`);
    expect(seen).toBe(`root 444 routes.yaml
routes:
  - host: ${HOST}
    methods:
      - GET
    auth:
      scheme: Bearer
      token_ref: API_TOKEN
root 444 allowlist
${(await allowed()).join("\n")}
root 444 Dockerfile
# The project's agent image, as it is. What needs rights goes between USER root and USER agent.
ARG AGENT_IMAGE
FROM \${AGENT_IMAGE}
`);
  });

  test("B14 the agent's CLI sees the server", async () => {
    expect(await agent("claude mcp list")).toMatch(/supervise: http:\/\/supervise:9100\/mcp .*Connected/);
  });

  test("F44 a call reaches the operator's queue, and the answer the agent; both are put away then", async () => {
    const given = { failed_url: `https://registry.${HOST}/x`, justification: "npm ci was refused" };
    const call = agent(toolCall("pipelock-block", given));
    const proposal = await decider.proposed();
    expect(proposal).toMatchObject({ kind: "pipelock-block", identity, justification: given.justification });
    await decider.answer(proposal, "for this task");
    const answer = await call;
    expect(answer).toContain("status: approved");
    expect(answer).toContain("notes: for this task");
    expect(await decider.pending()).toEqual([]);
    const { body } = await backend.control(identity, "supervise", { method: "POST", path: "/look" });
    expect(body).toEqual({ pending: 0 });
    expect((await readdir(join(decider.directory, "processed"))).toSorted()).toEqual([
      `${proposal.id}.proposal.json`,
      `${proposal.id}.response.json`,
    ]);
  });

  test("a waiver is proposed only for what git-gate has refused, which supervise asks of it", async () => {
    const given = { fingerprint: "app:no-such-rule:config.txt:1", justification: "a fixture" };
    const answer = await agent(toolCall("git-gate-block", given));
    expect(answer).toContain("git-gate has refused no push with this fingerprint");
    expect(await decider.pending()).toEqual([]);
  });

  test.for([
    ["egress-proxy", "/routes", { allowlist: expect.arrayContaining([HOST]) }],
    ["git-gate", "/status", { mirrors: [expect.objectContaining({ name: "app" })] }],
    ["supervise", "/status", { held: 0, pending: [] }],
  ] as const)("the operator's side asks %s on its control socket", async ([service, path, expected]) => {
    const answer = await backend.control(identity, service, { method: "GET", path });
    expect(answer).toMatchObject({ status: 200, body: expected });
  });

  test("F45 what is in force is replaced in the running agent, whole and for root alone to write", async () => {
    const text = `# ${"of more than a pipe holds ".repeat(4000)}\nroutes: []\n`;
    const read = `cd ${currentConfig.directory}; sha256sum <routes.yaml; cat allowlist; stat -c '%U %a' *; ls -A | wc -l`;
    const before = await agent(read);
    await backend.stage(identity, [
      { name: "routes.yaml", text },
      { name: "allowlist", text: "one.example\n" },
    ]);
    const after = await agent(read);
    expect(after.split("\n")[0]).not.toBe(before.split("\n")[0]);
    expect(after).toContain("\none.example\n");
    expect(after).toMatch(/(?:root 444\n){3}3\n$/);
    await expect(backend.stage("nobody-00000", [])).rejects.toMatchObject({ code: "unknown-identity" });
  });

  test("F44 without the key nothing of it is there", async () => {
    await using plain = await createWorld();
    await plain.bottle("b", `${egress}\negress_proxy: { routes: [] }`);
    await plain.agent("a", "bottle: b");
    const ended = await plain.shell(
      "a",
      "grep supervise /etc/hosts; ls /etc/claude-bottle/current-config /etc/claude-code/managed-mcp.json 2>&1 | grep -v 'No such file'; claude mcp list",
    );
    expect(ended.stderr).toMatch(/^Supervise +off$/m);
    expect(ended.stdout).toMatch(/^No MCP servers configured/);
    expect(existsSync(join(plain.home, "queue"))).toBe(false);
  });

  test("F44 the queue ends with the state that it belongs to, also in a home named from the working directory", async () => {
    await using other = await createWorld();
    await other.bottle("b", `${egress}\negress_proxy: { routes: [] }\nsupervise: true`);
    await other.agent("a", "bottle: b");
    const queues = (): Promise<string[]> => readdir(join(other.home, "queue"));
    const env = { CLAUDE_BOTTLE_HOME: relative(other.cwd, other.home) };
    expect((await other.shell("a", "true", { env })).code).toBe(0);
    expect(await queues()).toEqual([]);
    const failed = await other.shell("a", "exit 3");
    const kept = identityIn(failed.stderr);
    expect(await queues()).toEqual([kept]);
    expect((await other.cli(["cleanup", kept, "--yes", "--state"])).code).toBe(0);
    expect(await queues()).toEqual([]);
    expect(await engineObjects(kept)).toEqual([]);
  });
});
