import { describe, expect, test } from "vitest";
import { docker, engineMissing } from "../world/docker-cli.ts";
import { createWorld } from "../world/world.ts";

const missing = engineMissing();
if (missing !== null) process.stdout.write(`skipped: what a running bottle's containers are: ${missing}\n`);

const pipelock =
  process.env["CLAUDE_BOTTLE_PIPELOCK_IMAGE"] !== undefined ||
  process.env["CLAUDE_BOTTLE_PIPELOCK_BINARY"] !== undefined;

interface Inspected {
  Name: string;
  Config: { Entrypoint: string[] | null; Cmd: string[] | null; Healthcheck?: { Test: string[] } };
  HostConfig: { ReadonlyRootfs: boolean; Binds: string[] | null; Tmpfs: Record<string, string> | null };
  Mounts: { Type: string; Name?: string; Destination: string }[];
}

describe.skipIf(missing !== null)("the containers of a running bottle", { timeout: 300_000 }, () => {
  test("B19 B28 B41 a sidecar cannot install anything, starts without a shell, and nothing of the host is mounted", async () => {
    await using world = await createWorld();
    await world.bottle("b", `egress: { pipelock: ${pipelock} }\negress_proxy: { routes: [] }`);
    await world.agent("a", "bottle: b");
    const started = await world.cli(["start", "a", "--yes", "--detach"]);
    const identity = started.stdout.trim();
    try {
      const ids = await docker("ps", "--quiet", "--filter", `label=claude-bottle.identity=${identity}`);
      const containers: Inspected[] = JSON.parse(await docker("inspect", ...ids.split("\n")));
      const mounts = containers.flatMap(({ Name, Mounts }) => Mounts.map(({ Type }) => `${Type} in ${Name}`));
      expect(mounts.filter((mount) => !/^(?:volume|tmpfs) /.test(mount))).toEqual([]);
      expect(containers.flatMap(({ HostConfig }) => HostConfig.Binds ?? [])).not.toContainEqual(
        expect.stringMatching(/^[/.~]/),
      );
      const sidecars = containers.filter(({ Name }) => Name !== `/claude-bottle-${identity}`);
      const expected = pipelock ? ["egress-proxy", "pipelock"] : ["egress-proxy"];
      expect(sidecars.map(({ Name }) => Name).toSorted()).toEqual(
        expected.map((name) => `/claude-bottle-${name}-${identity}`),
      );
      for (const { Config, HostConfig } of sidecars) {
        expect(HostConfig.ReadonlyRootfs).toBe(true);
        const words = [Config.Entrypoint, Config.Cmd, Config.Healthcheck?.Test].flatMap((part) => part ?? []);
        expect(words.join(" ")).not.toMatch(/\b(?:sh|bash|CMD-SHELL|apt|apt-get|npm|npx|pip|curl)\b/);
      }
    } finally {
      await world.cli(["stop", identity]);
    }
  });
});
