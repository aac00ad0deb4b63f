import { readFileSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { GateRemote, GateStdin } from "@claude-bottle/policy";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { knownValueScanner } from "../testing/known-value-scanner.ts";
import { usualLimits } from "../core/limits.ts";
import { git, WorkingCopy, type Told } from "../testing/git.ts";
import { makeKey, sshdMissing, startSshUpstream, type SshUpstream } from "../testing/ssh-upstream.ts";
import { descendants, killAll, startGateProcess } from "../testing/process.ts";
import { temporary } from "../testing/temporary.ts";
import { CANARY, gateConfig, hooks, makeUpstreamRepository, noRules } from "../testing/world.ts";
import { start, type Running } from "./start.ts";

if (sshdMissing !== null) process.stdout.write(`skipped: ${sshdMissing}\n`);

/** What a process was started as; empty: it is gone. */
function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
}

interface Gated extends AsyncDisposable {
  running: Running;
  url: string;
}

describe.skipIf(sshdMissing !== null)("an upstream over ssh", () => {
  const held = new AsyncDisposableStack();
  let directory = "";
  let bare: WorkingCopy;
  let sshd: SshUpstream;
  let count = 0;

  beforeAll(async () => {
    directory = held.use(temporary()).path;
    await mkdir(join(directory, "upstream"));
    bare = await makeUpstreamRepository(join(directory, "upstream"));
    sshd = held.use(await startSshUpstream(directory));
  });
  afterAll(async () => {
    await held.disposeAsync();
  });

  async function gated(changes: Partial<GateRemote> = {}, key = sshd.deployKey): Promise<Gated> {
    count += 1;
    const remote: GateRemote = {
      name: "repo",
      upstream: { transport: "ssh", user: sshd.user, host: "ssh.test", port: sshd.port, path: bare.path },
      known_host_key: sshd.hostKey,
      extra_hosts: { "ssh.test": "127.0.0.1" },
      push: noRules,
      ...changes,
    };
    const home = join(directory, `gate-${count}`);
    await mkdir(home);
    const document: GateStdin = {
      config: gateConfig(home, [remote]),
      credentials: [{ remote: "repo", value: key }],
      known: [{ name: "CANARY", value: CANARY }],
    };
    const now = (): Date => new Date();
    const scanner = knownValueScanner(document.known);
    const running = await start({
      document,
      scanner,
      limits: usualLimits,
      log: { event: () => {} },
      now,
      hooks,
    });
    return {
      running,
      url: `http://127.0.0.1:${running.port}/repo`,
      [Symbol.asyncDispose]: async () => await running[Symbol.asyncDispose](),
    };
  }

  const clone = async (url: string, name: string): Promise<Told> =>
    await git(["clone", "--quiet", url, name], { cwd: directory });
  const connections = (): number =>
    sshd.lines.all.filter((line) => line.includes("Accepted publickey")).length;

  test("B17 F30 a clone, a fetch and a push go over one connection, to the address that the operator gave", async () => {
    const before = connections();
    await using gate = await gated();
    expect((await clone(gate.url, "one")).text).toBe("");
    const copy = new WorkingCopy(join(directory, "one"));
    const id = await copy.commit("a.txt", "over ssh\n");
    expect(await copy.git("push", "origin", "main")).toMatchObject({ code: 0 });
    await copy.ok("fetch");
    expect(await bare.ok("rev-parse", "main")).toBe(id);
    expect(connections() - before).toBe(1);
  });

  test("security 6: the key is in no file, no argument and no environment of ours", async () => {
    await using gate = await gated();
    expect((await clone(gate.url, "keyless")).code).toBe(0);
    const body = sshd.deployKey.split("\n")[2] ?? "";
    expect(body.length).toBeGreaterThan(30);
    const { run } = gate.running.gate.options;
    for (const folder of [run, gate.running.gate.options.config.state])
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
        if (entry.isFile())
          expect(await readFile(join(entry.parentPath, entry.name), "latin1")).not.toContain(body);
    for (const pid of await readdir("/proc"))
      for (const file of ["cmdline", "environ"])
        expect(await readFile(`/proc/${pid}/${file}`, "latin1").catch(() => "")).not.toContain(body);
  });

  test("B23 no agent outlives a gate that is killed", async () => {
    const home = join(directory, "killed");
    await mkdir(home);
    const remote: GateRemote = {
      name: "repo",
      upstream: { transport: "ssh", user: sshd.user, host: "127.0.0.1", port: sshd.port, path: bare.path },
      known_host_key: sshd.hostKey,
      extra_hosts: {},
      push: noRules,
    };
    const gate = await startGateProcess({
      config: gateConfig(home, [remote]),
      credentials: [{ remote: "repo", value: sshd.deployKey }],
      known: [],
    });
    const agents = descendants(gate.child.pid ?? 0).filter((pid) => commandOf(pid).includes("ssh-agent"));
    expect(agents.length).toBeGreaterThan(0);
    await gate.kill("alone");
    await vi.waitUntil(() => agents.every((pid) => !commandOf(pid).includes("ssh-agent")), {
      timeout: 30_000,
    });
  });

  test("B23 an agent that is killed, with the connection, is there again for the next push", async () => {
    await using gate = await gated();
    expect((await clone(gate.url, "agentless")).text).toBe("");
    const { run } = gate.running.gate.options;
    const pids = (await readdir("/proc")).map(Number).filter((pid) => commandOf(pid).includes(run));
    expect(pids.map(commandOf).filter((command) => command.startsWith("ssh-agent"))).toHaveLength(1);
    killAll(pids);
    const copy = new WorkingCopy(join(directory, "agentless"));
    await copy.commit("b.txt", "with another agent\n");
    const { code, text } = await copy.git("push", "origin", "HEAD:refs/heads/agentless");
    expect([code, text]).toEqual([0, expect.anything()]);
  });

  test("F29 without a pinned host key nothing is dialled", async () => {
    await using gate = await gated({ known_host_key: null });
    const told = await clone(gate.url, "unpinned");
    expect(told.text).toMatch(/remote error: git-gate: .*no host key is pinned.*KnownHostKey/);
  });

  test("F29 another host key than the pinned one ends in ssh's own words", async () => {
    const other = makeKey(join(directory, "other_host")).publicKey;
    await using gate = await gated({ known_host_key: other });
    expect((await clone(gate.url, "mispinned")).text).toMatch(
      /remote error: git-gate: .*Host key verification failed/,
    );
  });

  test("B22 a key that the upstream does not know, and a port where nobody listens, fail at once and say why", async () => {
    const other = makeKey(join(directory, "other_key")).privateKey;
    await using refused = await gated({}, other);
    expect((await clone(refused.url, "unknown")).text).toMatch(/remote error: git-gate: .*Permission denied/);
    const upstream = {
      transport: "ssh",
      user: sshd.user,
      host: "ssh.test",
      port: 1,
      path: bare.path,
    } as const;
    await using closed = await gated({ upstream });
    expect((await clone(closed.url, "closed")).text).toMatch(/remote error: git-gate: .*Connection refused/);
  });

  test("a key that needs a passphrase, or is none, is refused at the start without showing it", async () => {
    const text = ["not", "a", "key"].join("-");
    const failed = await gated({}, text).then(
      () => null,
      (error: unknown) => String(error),
    );
    expect(failed).toMatch(/ssh cannot use the key of repo/);
    expect(failed).not.toContain(text);
  });
});
