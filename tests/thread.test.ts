import { describe, expect, test } from "vitest";
import { engineMissing, engineObjects } from "./world/docker-cli.ts";
import { identityIn } from "./world/identity-in.ts";
import { createWorld } from "./world/world.ts";

const missing = engineMissing();
if (missing !== null) process.stdout.write(`skipped: tests on a real engine: ${missing}\n`);

describe.skipIf(missing !== null)("a bottle on a real engine", { timeout: 600_000 }, () => {
  test("F36 F37 an allowed host gets the real credential, another host gets nothing, and nothing is left", async () => {
    await using world = await createWorld({ hosts: ["api.example.test", "evil.example.test"] });
    await world.bottle(
      "thread",
      `
egress:
  pipelock: false
egress_proxy:
  routes:
    - host: api.example.test
      path_allowlist: [/allowed]
      auth: { scheme: Bearer, token_ref: THREAD_TOKEN }`,
    );
    await world.agent("worker", "bottle: thread");
    const canary = `canary-${"x".repeat(24)}`;

    const ended = await world.shell(
      "worker",
      `
curl -sS -H 'Authorization: Bearer made-up' https://api.example.test/allowed/thing
curl -sS -o /dev/null -w 'path %{http_code}\\n' https://api.example.test/other
curl -sS -o /dev/null -w 'host %{http_code}\\n' https://evil.example.test/
env; exit 7`,
      { env: { THREAD_TOKEN: canary } },
    );

    expect(ended.stdout).toContain("sink: GET /allowed/thing");
    expect(ended.stdout).toContain("path 403");
    expect(ended.stdout).toContain("host 403");
    expect(ended.stdout + ended.stderr).not.toContain(canary);
    expect(ended.code).toBe(7);
    const requests = await world.sink.requests();
    expect(requests.map((request) => `${request.host}${request.url}`)).toEqual([
      "api.example.test/allowed/thing",
    ]);
    expect(requests[0]?.headers).toContain(`Bearer ${canary}`);
    expect(requests[0]?.headers.join(" ")).not.toContain("made-up");
    expect(await engineObjects(identityIn(ended.stderr))).toEqual([]);
  });
});
