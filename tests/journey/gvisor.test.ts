import { describe, expect, test } from "vitest";
import { docker, engineMissing } from "../world/docker-cli.ts";
import { startSession } from "../world/session.ts";
import { createWorld } from "../world/world.ts";

async function runscMissing(): Promise<string | null> {
  const runtimes: unknown = JSON.parse(await docker("info", "--format", "{{json .Runtimes}}"));
  return typeof runtimes === "object" && runtimes !== null && "runsc" in runtimes
    ? null
    : 'the engine has no runtime named "runsc"';
}

const missing = engineMissing() ?? (await runscMissing());
if (missing !== null) process.stdout.write(`skipped: an agent under gVisor: ${missing}\n`);

describe.skipIf(missing !== null)("an agent under gVisor", { timeout: 300_000 }, () => {
  test("F11 runsc is used where the engine has it, for the agent alone, and the preflight says so", async () => {
    await using world = await createWorld();
    await world.bottle("b", "egress: { pipelock: false }\negress_proxy: { routes: [] }");
    await world.agent("a", "bottle: b");
    await using session = await startSession(world, "a");
    const kernel = await session.run("cat /proc/version; dmesg");
    const runtimeOf = (name: string) => docker("inspect", "--format", "{{.HostConfig.Runtime}}", name);

    expect(session.notices()).toMatch(/^Backend +docker, runtime runsc$/m);
    expect(kernel).toContain("Starting gVisor");
    expect(kernel).toContain("Linux version 4.4.0");
    expect(await runtimeOf(`claude-bottle-${session.identity}`)).not.toBe("runc");
    expect(await runtimeOf(`claude-bottle-egress-proxy-${session.identity}`)).toBe("runc");
  });

  test("F37 its requests get their credential on the way, the proxy is found by name, and no other name is", async () => {
    const token = "gvisor-token-0123456789";
    await using world = await createWorld({ env: { TOKEN: token } });
    await world.bottle(
      "b",
      "egress: { pipelock: false }\negress_proxy:\n  routes: [{ host: api.example.test, auth: { scheme: Bearer, token_ref: TOKEN } }]",
    );
    await world.agent("a", "bottle: b");
    await using session = await startSession(world, "a");

    const seen = await session.run(`
curl -sS -H 'Authorization: Bearer own' https://api.example.test/hello
getent hosts egress-proxy >/dev/null && echo "the proxy has an address"
cat /etc/resolv.conf
getent hosts api.example.test || echo "no name is resolved"`);
    const [request] = await world.sink.requests();

    expect(seen).toBe(
      "sink: GET /hello\nthe proxy has an address\nnameserver 127.0.0.1\noptions timeout:1 attempts:1\nno name is resolved\n",
    );
    expect(request?.headers).toContain(`Bearer ${token}`);
    expect(request?.headers.join()).not.toContain("own");
    expect((await world.sink.contacts()).filter(({ port }) => port === 53)).toEqual([]);
  });
});
