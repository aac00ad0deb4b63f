import { describe, expect, test } from "vitest";
import { engineMissing, engineObjects, run } from "../world/docker-cli.ts";
import { identityIn } from "../world/identity-in.ts";
import { localMissing } from "../world/local-objects.ts";
import { noPipelock, pipelockKinds } from "../world/pipelock-kinds.ts";
import { launcher } from "../world/world.ts";

const missing = engineMissing();
if (missing !== null) process.stdout.write(`skipped: the demo: ${missing}\n`);

describe.skipIf(missing !== null)("the demo", { timeout: 600_000 }, () => {
  test.for([noPipelock, ...pipelockKinds])(
    "F35 with $name every step is observed, it ends with 0 and leaves nothing behind",
    async (kind) => {
      await using pipelock = await kind.open();
      const ended = await run(process.execPath, [launcher, "demo"], {
        env: { ...process.env, ...pipelock.env },
      });
      expect(ended.stdout.match(/^✓ /gm)).toHaveLength(12);
      expect(ended.stdout).not.toContain("✗");
      expect(ended.stdout).toContain("Everything above was observed, by the provider or in the bottle.");
      expect(ended.stdout).toContain(
        `The last leg was ${kind === noPipelock ? "egress-proxy itself" : "pipelock."}`,
      );
      expect(ended.stdout + ended.stderr).not.toMatch(/demo-(?:token|value)-[0-9a-f]/);
      expect(ended.code).toBe(0);
      expect(await engineObjects(identityIn(ended.stderr))).toEqual([]);
    },
  );
});

const withoutLocal = localMissing();
if (withoutLocal !== null) process.stdout.write(`skipped: the demo without an engine: ${withoutLocal}\n`);

describe.skipIf(withoutLocal !== null)("the demo without an engine", { timeout: 120_000 }, () => {
  test("F35 every step is observed, and nothing is left behind", async () => {
    const ended = await run(process.execPath, [launcher, "demo"], {
      env: { ...process.env, DOCKER_HOST: "unix:///nowhere/docker.sock", ...(await noPipelock.open()).env },
    });
    expect(ended.stdout.match(/^✓ /gm)).toHaveLength(12);
    expect(ended.stdout).not.toContain("✗");
    expect(ended.stderr).toContain("The backend docker is not used: ");
    expect(ended.stdout + ended.stderr).not.toMatch(/demo-(?:token|value)-[0-9a-f]/);
    expect(ended.code).toBe(0);
    const { stdout } = await run("ps", ["-e", "-o", "args="]);
    expect(stdout).not.toContain(identityIn(ended.stderr));
  });
});
