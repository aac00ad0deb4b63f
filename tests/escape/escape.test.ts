import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docker, engineMissing } from "../world/docker-cli.ts";
import { createWorld, type World } from "../world/world.ts";
import type { Targets } from "./probe.ts";
import { probes } from "./probes.ts";

const missing = engineMissing();
if (missing !== null) process.stdout.write(`skipped: the escape battery: ${missing}\n`);

const canaries = {
  TOKEN_OF_ROUTE: `canary-route-${"k".repeat(20)}`,
  ANTHROPIC_OF_ROUTE: `canary-model-${"m".repeat(20)}`,
};

describe.skipIf(missing !== null)(
  "the escape battery from inside a real bottle",
  { timeout: 120_000 },
  () => {
    let world: World;
    let identity: string;
    let targets: Targets;

    beforeAll(async () => {
      world = await createWorld({
        hosts: ["api.example.test", "evil.example.test", "api.anthropic.com"],
        env: canaries,
      });
      await world.bottle(
        "cell",
        `
egress:
  pipelock: false
egress_proxy:
  routes:
    - { host: api.example.test, auth: { scheme: Bearer, token_ref: TOKEN_OF_ROUTE } }
    - { host: api.anthropic.com, auth: { scheme: Bearer, token_ref: ANTHROPIC_OF_ROUTE } }`,
      );
      await world.agent("prisoner", "bottle: cell");
      const started = await world.cli(["start", "prisoner", "--yes", "--detach"]);
      if (started.code !== 0) throw new Error(started.stderr);
      identity = started.stdout.trim();
      targets = { sink: world.sink, allowed: "api.example.test", refused: "evil.example.test" };
    }, 600_000);

    afterAll(async () => {
      await world.cli(["stop", identity]);
      await world[Symbol.asyncDispose]();
    });

    const inside = async (script: string): Promise<string> => {
      const { stdout, stderr } = await world.cli(["exec", identity, "--", "bash", "-c", script]);
      return stdout + stderr;
    };

    test.for(probes)("$title", async (probe) => {
      const before = { requests: await world.sink.requests(), contacts: await world.sink.contacts() };
      const output = await inside(probe.script(targets));
      const requests = (await world.sink.requests()).slice(before.requests.length);
      const contacts = (await world.sink.contacts()).slice(before.contacts.length);
      expect(probe.leak({ output, requests, contacts }, targets)).toBeNull();
    });

    test("F02 F42 B43 no canary is in the agent's environment, files or /proc, nor in anything the engine shows", async () => {
      const swept = await inside(
        `env; cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr '\\0' '\\n'; grep -raslE 'canary-(route|model)' / --exclude-dir=proc --exclude-dir=sys 2>/dev/null; true`,
      );
      expect(swept).toContain("HTTPS_PROXY");
      const containers = (
        await docker("ps", "--all", "--quiet", "--filter", `label=claude-bottle.identity=${identity}`)
      ).split("\n");
      const shown = await Promise.all(
        containers.flatMap((container) => [
          docker("inspect", container),
          docker("logs", container),
          docker("diff", container),
        ]),
      );
      for (const value of Object.values(canaries)) {
        for (const form of [
          value,
          Buffer.from(value).toString("base64").slice(0, 24),
          encodeURIComponent(value),
        ]) {
          expect(swept).not.toContain(form);
          for (const text of shown) expect(text).not.toContain(form);
        }
      }
    });

    test("F37 the same canary does arrive at the upstream it belongs to", async () => {
      await inside("curl -sS https://api.example.test/proof");
      const arrived = (await world.sink.requests()).filter((request) => request.url === "/proof");
      expect(arrived[0]?.headers).toContain(`Bearer ${canaries.TOKEN_OF_ROUTE}`);
    });
  },
);
