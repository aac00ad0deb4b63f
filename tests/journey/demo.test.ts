import { describe, expect, test } from "vitest";
import { engineMissing, engineObjects, run } from "../world/docker-cli.ts";
import { launcher } from "../world/world.ts";

const missing = engineMissing();
if (missing !== null) process.stdout.write(`skipped: the demo: ${missing}\n`);

describe.skipIf(missing !== null)("the demo", { timeout: 600_000 }, () => {
  test("F35 every step is observed by the provider, it ends with 0 and leaves nothing behind", async () => {
    const before = await engineObjects();
    const ended = await run(process.execPath, [launcher, "demo"], { env: process.env });
    expect(ended.stdout.match(/^✓ /gm)).toHaveLength(8);
    expect(ended.stdout).not.toContain("✗");
    expect(ended.stdout).toContain("Everything above was observed by the provider.");
    expect(ended.stdout + ended.stderr).not.toMatch(/demo-(?:token|value)-[0-9a-f]/);
    expect(ended.code).toBe(0);
    expect(await engineObjects()).toEqual(before);
  });
});
