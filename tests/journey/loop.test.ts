import { setTimeout as pass } from "node:timers/promises";
import { currentConfig } from "@claude-bottle/shared/contracts";
import { expect, test } from "vitest";
import { describeOnEach } from "../world/backend-kinds.ts";
import { claudeCode } from "../world/claude-code.ts";
import { docker } from "../world/docker-cli.ts";
import { logSays } from "../world/log-says.ts";
import { deciderOf } from "../world/proposals.ts";
import { createWorld, type World } from "../world/world.ts";

const client = await claudeCode();

/** Longer than the minute that the CLI gives a silent call, unless it is told otherwise. */
const LATE_MS = 65_000;
const HOST = "new.example.test";

const call = (tool: string, given: Record<string, string>): string =>
  `CALL:[mcp__supervise__${tool} ${JSON.stringify(given)}]`;
const ask = (path: string): string =>
  `RUN:[curl -s -o /dev/null -w '${path} %{http_code}' https://${HOST}${path}]`;

const routes = `routes:
  - host: api.anthropic.com
    auth:
      scheme: Bearer
      token_ref: MODEL_TOKEN
  - host: ${HOST}
    path_allowlist:
      - /open
`;
const dockerfile = `ARG AGENT_IMAGE
FROM \${AGENT_IMAGE}
USER root
RUN printf '#!/bin/sh\\necho said-by-$0\\n' >/usr/local/bin/new-tool && chmod 755 /usr/local/bin/new-tool
USER agent
`;

/** How the change of the image ends, and what the agent is told last. */
interface Ending {
  action: "approved" | "rejected";
  said: string;
}

async function goOnInIt(world: World, identity: string, proposal: string): Promise<Ending> {
  const rebuilt = await world.cli(["proposals", "approve", proposal]);
  expect(rebuilt).toMatchObject({ code: 0 });
  expect(rebuilt.stdout + rebuilt.stderr).toContain(`claude-bottle resume ${identity}`);
  expect(await docker("ps", "-q", "--filter", `label=claude-bottle.identity=${identity}`)).toBe("");
  const resumed = await world.cli(["resume", identity, "--yes", "--prompt", "RUN:[new-tool]"]);
  expect(resumed).toMatchObject({ code: 0, stdout: expect.stringContaining("all done") });
  return { action: "approved", said: "said-by-/usr/local/bin/new-tool" };
}

async function goOnWithout(world: World, identity: string, proposal: string): Promise<Ending> {
  const approved = await world.cli(["proposals", "approve", proposal]);
  expect(approved).toMatchObject({ code: 1, stderr: expect.stringContaining("which has no images") });
  const reason = "no image to be had here";
  expect((await world.cli(["proposals", "reject", proposal, "--reason", reason])).code).toBe(0);
  const log = await logSays(world, { identity, service: "agent" }, /The command ended with status/);
  expect(log).toMatch(/all done\n[^]*ended with status 0/);
  return { action: "rejected", said: reason };
}

const options = { timeout: 300_000, except: { local: client.missing } };
describeOnEach("the whole loop with the real Claude Code", options, (backend) => {
  test("F47 F49 F51 F54 B13 B14 B31 B32 it is refused, proposes, is answered after more than a minute, gets through, and goes on in another image where there are images", async () => {
    await using world = await createWorld({
      backend,
      hosts: ["api.anthropic.com", HOST],
      env: { ...client.env, MODEL_TOKEN: "sk-stand-in-model-token-0123456789" },
    });
    await world.bottle(
      "b",
      "egress: { pipelock: false }\negress_proxy:\n  routes: [{ host: api.anthropic.com, auth: { scheme: Bearer, token_ref: MODEL_TOKEN } }]\nsupervise: true",
    );
    await world.agent("a", "bottle: b");
    const prompt = [
      ask("/open"),
      call("egress-proxy-block", { routes, justification: "the task needs its API" }),
      ask("/open"),
      ask("/closed"),
      call("capability-block", { dockerfile, justification: "new-tool is missing" }),
    ].join(" ");
    const identity = (await world.cli(["start", "a", "--yes", "--detach", "--prompt", prompt])).stdout.trim();
    try {
      const queue = deciderOf(world, identity);
      const asked = await queue.proposed();
      // The client's own clock is what this is about: nothing shorter would show it
      await pass(LATE_MS);
      expect(await queue.pending()).toEqual([asked]);
      const shown = await world.cli(["proposals", "show", asked.id]);
      expect(shown.stdout).toContain("the task needs its API");
      expect(shown.stdout).toContain(`+  - host: ${HOST}`);
      const approved = await world.cli(["proposals", "approve", asked.id, "--notes", "that path alone"]);
      expect(approved).toMatchObject({ code: 0, stderr: expect.stringContaining("Approved") });
      expect((await world.cli(["proposals", "list"])).stdout).not.toContain(asked.id);
      const { directory, routes: file } = currentConfig;
      const told = await world.cli(["exec", identity, "--", "grep", "-c", HOST, `${directory}/${file}`]);
      expect(told.stdout).toBe("1\n");

      const wanted = await queue.proposed();
      expect(wanted.kind).toBe("capability-block");
      const ending = await (backend === "docker" ? goOnInIt : goOnWithout)(world, identity, wanted.id);
      const requests = await world.sink.requests();
      expect(requests.filter(({ host }) => host === HOST).map(({ url }) => url)).toEqual(["/open"]);
      const turns = requests.filter(({ url }) => url.startsWith("/v1/messages"));
      const last = turns.at(-1)?.body.toString("utf8") ?? "";
      for (const text of [
        "/open 403",
        "status: approved",
        "that path alone",
        "/open 200",
        "/closed 403",
        ending.said,
      ])
        expect(last).toContain(text);
      const audit = JSON.parse((await world.cli(["audit", "show", identity, "--format", "json"])).stdout);
      expect(audit).toMatchObject([
        { component: "egress-proxy", action: "approved", notes: "that path alone" },
        { component: "agent", action: ending.action, justification: "new-tool is missing" },
      ]);
      expect((await world.cli(["audit", "verify"])).code).toBe(0);
    } finally {
      await world.cli(["stop", identity]);
      await world.cli(["cleanup", identity, "--yes", "--state"]);
    }
    expect(await world.objects(identity)).toEqual([]);
  });
});
