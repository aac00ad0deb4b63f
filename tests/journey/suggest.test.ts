import { expect, test } from "vitest";
import { describeOnEach } from "../world/backend-kinds.ts";
import { identityIn } from "../world/identity-in.ts";
import { createWorld } from "../world/world.ts";

const asked = [
  ["POST", "https://api.example.test/v1/items"],
  ["GET", "https://new.example.test/data"],
  ["DELETE", "https://never.example.test/"],
] as const;
const script = (requests: readonly (readonly [string, string])[]): string =>
  requests
    .map(([method, url]) => `curl -sS -o /dev/null -w '%{http_code}\\n' -X ${method} ${url}`)
    .join("\n");

describeOnEach("from refusals to a manifest", { timeout: 180_000 }, (backend) => {
  test("B45 what a session was refused is told with its explanation, and what suggest writes lets exactly that pass", async () => {
    await using world = await createWorld({
      backend,
      hosts: ["api.example.test", "new.example.test", "never.example.test"],
    });
    await world.bottle(
      "b",
      "egress: { pipelock: false }\negress_proxy:\n  routes:\n    - host: api.example.test\n      methods: [GET]\n",
    );
    await world.agent("a", "bottle: b");

    const session = await world.shell("a", script(asked));
    expect(session).toMatchObject({ code: 0, stdout: "403\n403\n403\n" });
    const [, summary = ""] = session.stderr.split("Refused in this session:\n");
    expect(summary).toContain("method: 1 request");
    expect(summary).toContain("host: 2 requests");
    expect(await world.objects(identityIn(session.stderr))).toEqual([]);
    const [explain = ""] = /claude-bottle explain POST \S+ --agent a/.exec(summary) ?? [];
    const explained = (): Promise<string> =>
      world.cli(explain.split(" ").slice(1)).then(({ stdout }) => stdout);
    expect(await explained()).toMatch(/^Refused$/m);

    const identity = (await world.cli(["start", "a", "--yes", "--detach"])).stdout.trim();
    try {
      await world.cli(["exec", identity, "--", "bash", "-c", script(asked.slice(0, 2))]);
      const counted = JSON.parse((await world.cli(["stats", identity, "--format", "json"])).stdout);
      expect(counted).toMatchObject({ requests: 2, refused: { method: 1, host: 1 } });
      const shown = await world.cli(["suggest", identity]);
      expect(shown.stdout).toContain("+      methods: [GET, POST]\n");
      expect(shown.stdout).toContain("+    - host: new.example.test\n");
      expect(shown.stdout).not.toContain("never.example.test");
      const written = await world.cli(["suggest", identity, "--apply", "--yes"]);
      expect(written).toMatchObject({ code: 0, stdout: shown.stdout });
    } finally {
      await world.cli(["stop", identity]);
    }
    expect((await world.cli(["validate"])).code).toBe(0);
    expect(await explained()).toMatch(/^Allowed$/m);

    const again = await world.shell("a", script(asked));
    expect(again.stdout).toBe("200\n200\n403\n");
    const arrived = (await world.sink.requests()).map(({ method, host, url }) => [
      method,
      `https://${host}${url}`,
    ]);
    expect(arrived).toEqual(asked.slice(0, 2));
  });
});
