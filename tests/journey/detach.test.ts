import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { describeOnEach } from "../world/backend-kinds.ts";
import { claudeCode } from "../world/claude-code.ts";
import { docker } from "../world/docker-cli.ts";
import { logSays } from "../world/log-says.ts";
import { shownOf } from "../world/shown-of.ts";
import { createWorld, type World } from "../world/world.ts";

const client = await claudeCode();
if (client.missing !== null)
  process.stdout.write(`skipped: its turn of Claude Code, on local: ${client.missing}\n`);

const said = (world: World, identity: string, line: RegExp): Promise<string> =>
  logSays(world, { identity, service: "agent" }, line);

describeOnEach("a detached bottle", { timeout: 300_000 }, (backend) => {
  test("F02 F03 runs its command with the session's values, which no inspection, argument, event or further command sees", async () => {
    const value = "detached-value-0123456789";
    await using world = await createWorld({ backend, env: { HOST_SIDE: value } });
    await world.bottle(
      "b",
      'egress: { pipelock: false }\negress_proxy: { routes: [] }\nenv:\n  FROM_HOST: "${HOST_SIDE}"',
    );
    await world.agent("a", "bottle: b");
    const from = Math.floor(Date.now() / 1000);
    const script = `printf '%s' "$FROM_HOST" | sha256sum; echo to-stderr >&2; mkfifo /tmp/go; echo waits; read -r </tmp/go; exit 5`;

    const started = await world.cli(["start", "a", "--yes", "--detach", "--", "bash", "-c", script]);
    expect(started.code).toBe(0);
    const identity = started.stdout.trim();
    await said(world, identity, /waits/);
    const seen = [
      started.stderr,
      (await world.cli(["exec", identity, "--", "bash", "-c", "cat /proc/[0-9]*/cmdline"])).stdout,
      (await world.cli(["exec", identity, "--", "env"])).stdout,
      ...(await shownOf(world, identity)),
    ];
    if (backend === "docker") {
      const agent = `container=claude-bottle-${identity}`;
      const events = await docker("events", "--since", String(from), "--until", "0s", "--filter", agent);
      expect(events).toContain("exec_create");
      seen.push(events);
    }
    await world.cli(["exec", identity, "--", "bash", "-c", "echo >/tmp/go"]);
    const log = await said(world, identity, /The command ended with status/);
    await world.cli(["stop", identity]);

    expect(seen[0]).toMatch(/^Runs +in the background: bash -c /m);
    expect(seen[1]).toContain("sha256sum");
    for (const each of seen) expect(each).not.toContain(value);
    expect(log).toContain(createHash("sha256").update(value).digest("hex"));
    expect(log).toContain("  to-stderr\n");
    expect(log).toMatch(/ {2}The command ended with status 5\n$/);
    expect(log).not.toContain(value);
    expect(await world.objects(identity)).toEqual([]);
  });

  test.skipIf(backend === "local" && client.missing !== null)(
    "F42 carries out one turn of the real Claude Code in the background",
    async () => {
      await using world = await createWorld({
        backend,
        hosts: ["api.anthropic.com"],
        env: { ...client.env, MODEL_TOKEN: "sk-stand-in-model-token-0123456789" },
      });
      await world.bottle(
        "b",
        "egress: { pipelock: false }\negress_proxy:\n  routes: [{ host: api.anthropic.com, auth: { scheme: Bearer, token_ref: MODEL_TOKEN } }]",
      );
      await world.agent("a", "bottle: b");

      const prompt = "RUN:[echo from-the-tool > /home/agent/work/proof]";
      const identity = (
        await world.cli(["start", "a", "--yes", "--detach", "--prompt", prompt])
      ).stdout.trim();
      const log = await said(world, identity, /The command ended with status/);
      const proof = await world.cli(["exec", identity, "--", "cat", "proof"]);
      await world.cli(["stop", identity]);

      expect(log).toContain("  all done\n");
      expect(log).toMatch(/ended with status 0\n$/);
      expect(proof.stdout).toBe("from-the-tool\n");
    },
  );

  test("F60 with nothing to run it waits for what exec brings, and says so before the start", async () => {
    await using world = await createWorld({ backend });
    await world.bottle("b", "egress: { pipelock: false }\negress_proxy: { routes: [] }");
    await world.agent("a", "bottle: b");

    const started = await world.cli(["start", "a", "--yes", "--detach"]);
    const identity = started.stdout.trim();
    const { stdout: programs } = await world.cli([
      "exec",
      identity,
      "--",
      "sh",
      "-c",
      "cat /proc/[0-9]*/comm",
    ]);
    const log = await world.cli(["logs", identity, "agent"]);
    await world.cli(["stop", identity]);

    expect(started.stderr).toMatch(/^Runs +nothing until claude-bottle exec$/m);
    expect(programs).not.toMatch(/^claude$/m);
    expect(log.stdout).toBe("");
  });
});
