import { once } from "node:events";
import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../world/docker-cli.ts";
import { identityIn } from "../world/identity-in.ts";
import { localMissing, localProcesses, lowPortsMissing, untilGone } from "../world/local-objects.ts";
import { plainUser } from "../world/plain-user.ts";
import { startSession, type Session } from "../world/session.ts";
import { createWorld, type World } from "../world/world.ts";

const missing = localMissing(plainUser) ?? lowPortsMissing();
if (missing !== null) process.stdout.write(`skipped: bottles that a plain user starts: ${missing}\n`);

describe.skipIf(missing !== null)("a bottle that a plain user starts", { timeout: 120_000 }, () => {
  const held = new AsyncDisposableStack();
  let world: World;
  let session: Session;

  beforeAll(async () => {
    world = held.use(
      await createWorld({
        backend: "local",
        user: plainUser,
        hosts: ["api.example.test", "evil.example.test"],
      }),
    );
    await writeFile(join(world.userHome, "diary"), "of the user's own\n", { mode: 0o644 });
    await mkdir(join(world.userHome, ".ssh"));
    await world.bottle(
      "b",
      "egress: { pipelock: false, allowlist: [api.example.test] }\negress_proxy: { routes: [] }",
    );
    await world.agent("a", "bottle: b");
    session = held.use(await startSession(world, "a"));
  }, 120_000);

  afterAll(async () => {
    await held.disposeAsync();
    expect(await world.objects(session.identity)).toEqual([]);
  }, 120_000);

  test("nothing of it runs as root, and the run directory is the user's alone", async () => {
    const { stdout } = await run("ps", ["-e", "-ww", "-o", "uid=,args="]);
    const ours = stdout.split("\n").filter((line) => line.includes(`-${session.identity}`));
    expect(ours.length).toBeGreaterThanOrEqual(2);
    const uid = plainUser?.uid ?? process.getuid?.() ?? 0;
    for (const line of ours) expect(line.trim()).toMatch(new RegExp(`^${uid} `));
    const { mode, uid: owner } = await stat(join(world.home, "run", session.identity));
    expect({ mode: mode & 0o777, owner }).toEqual({ mode: 0o700, owner: uid });
  });

  test("F35 what is allowed arrives, and another host is refused with its name", async () => {
    const said = await session.run(
      "for host in api evil; do curl -sS -w ' %{http_code}\\n' https://$host.example.test/x; done",
    );
    expect(said).toMatch(/^sink: GET \/x\n 200\n[^]*evil\.example\.test[^]* 403\n/);
    expect((await world.sink.requests()).map(({ host }) => host)).toEqual(["api.example.test"]);
  });

  test("the user's home, and whatever else the user may read, is not there", async () => {
    const said = await session.run(
      `ls '${world.userHome}' '${world.home}' /root /etc/shadow /run/user; ls /home; ls -A ~ | grep -c ssh; cat /proc/1/root/etc/hostname`,
    );
    expect(said).not.toMatch(/diary|bottles|settings/);
    expect(said.match(/No such file or directory/g)).toHaveLength(6);
    expect(said).toContain("\nagent\n0\n");
  });

  test("it sees no process but its own, and can look into none", async () => {
    const said = await session.run(
      `cat /proc/[0-9]*/cmdline | tr '\\0' ' '; echo; echo pid $$; grep -c . /proc/1/environ; kill -0 ${process.pid} 2>&1; ls /proc | grep -cx ${process.pid}
python3 -c 'import ctypes; libc = ctypes.CDLL(None, use_errno=True); print("ptrace", libc.ptrace(16, 1, 0, 0), ctypes.get_errno())'`,
    );
    expect(said).not.toContain("vitest");
    expect(Number(/^pid (\d+)$/m.exec(said)?.[1])).toBeLessThan(200);
    expect(said).toMatch(/ptrace -1 1\b/);
  });

  test("its network is a loopback and nothing else, whatever it tries", async () => {
    const said = await session.run(
      `cat /proc/net/dev | tail -n +3 | cut -d: -f1; curl -sk --noproxy '*' --connect-timeout 2 --resolve api.example.test:443:${world.sink.address} https://api.example.test/direct; echo "direct $?"
curl -s --noproxy '*' --connect-timeout 2 http://${world.sink.gateway}/; echo "machine $?"; unshare --user --net true; nsenter --net=/proc/1/ns/net true && echo entered`,
    );
    expect(said).toMatch(/^ *lo\ndirect 7\nmachine 7\n/);
    expect(said).toContain("not permitted");
    expect((await world.sink.requests()).map(({ url }) => url)).not.toContain("/direct");
  });

  test("doctor names the user, and the machine's answer to namespaces", async () => {
    const { stdout } = await world.cli(["doctor", "--backend", "local"]);
    expect(stdout).toMatch(/namespaces +allowed \(plain user\)/);
  });

  test("F19 what a killed launcher ran ends with it", async () => {
    const child = world.spawn(["start", "a", "--yes", "--", "bash", "-c", "echo it runs; exec sleep 300"]);
    let said = "";
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString("utf8")));
    await once(child.stdout, "data");
    const identity = identityIn(said);
    const processes = localProcesses(identity);
    expect(processes.length).toBeGreaterThan(3);
    child.kill("SIGKILL");
    await untilGone(processes);
    expect(await world.objects(identity)).toEqual([`directory ${identity}`]);
  });

  test("F19 cleanup ends and removes one that runs in the background", async () => {
    const identity = (await world.cli(["start", "a", "--yes", "--detach"])).stdout.trim();
    expect(await world.objects(identity)).toHaveLength(3);
    expect((await world.cli(["cleanup", identity, "--yes", "--state"])).code).toBe(0);
    expect(await world.objects(identity)).toEqual([]);
  });
});
