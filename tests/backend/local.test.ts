import { randomInt } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { mkdir, readdir, readFile, readlink, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { identityOf, Secret } from "@claude-bottle/shared";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeBackend } from "../../apps/launcher/src/backend/backend.contract.ts";
import type { Bottle } from "../../apps/launcher/src/backend/backend.ts";
import { memoryOf } from "../../apps/launcher/src/backend/memory-of.ts";
import { localBackend, localParts } from "../../apps/launcher/src/backend/local/local-backend.ts";
import type { Interceptor, Plan } from "../../apps/launcher/src/core/plan.ts";
import { environmentOf } from "../../apps/launcher/src/host/environment.ts";
import { liveAllowlist } from "../../apps/launcher/src/pipelock/apply.ts";
import { gitOf, planOf } from "../../apps/launcher/src/testing/plan.ts";
import { sessionStreams } from "../../apps/launcher/src/testing/session-streams.ts";
import { bundleStandIn } from "../pipelock/bundle-stand-in.ts";
import { run } from "../world/docker-cli.ts";
import { localMissing, localObjects } from "../world/local-objects.ts";

const home = mkdtempSync(join(tmpdir(), "cb-local-"));
const runs = join(home, "run");
const standIn = join(home, "pipelock");
const environment = environmentOf({ CLAUDE_BOTTLE_HOME: home, CLAUDE_BOTTLE_PIPELOCK_BINARY: standIn });
const parts = localParts(environment);
const withPipelock = (interceptor: Interceptor): Partial<Plan> => ({
  egress: { ...planOf("any-00000").egress, pipelock: true, interceptor },
});
const missing = localMissing();

beforeAll(() => bundleStandIn(standIn));
afterAll(() => rm(home, { recursive: true, force: true }));

describeBackend({
  name: "local",
  missing,
  holds: "process",
  backend: (checkpoint = () => undefined) => localBackend({ ...parts, checkpoint }),
  objects: (identity) => localObjects(runs, identity),
  broken: {
    backend: localBackend({
      ...parts,
      machine: async (plan) => ({ ...(await parts.machine(plan)), node: "/nowhere/node" }),
    }),
    words: /Can't find source path \/nowhere\/node/,
  },
  kinds: [
    { says: "egress-proxy alone", changes: {}, missing: null },
    { says: "pipelock behind egress-proxy", changes: withPipelock("egress-proxy"), missing: null },
    { says: "pipelock as the agent's proxy", changes: withPipelock("pipelock"), missing: null },
    {
      says: "git-gate beside egress-proxy",
      changes: { git: [gitOf("app", "https://git.example.com/a/b.git")] },
      missing: null,
    },
  ],
  async occupy(name) {
    const directory = join(runs, name.replace("claude-bottle-", ""));
    await mkdir(directory, { recursive: true });
    return { [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) };
  },
});

describe.skipIf(missing !== null)("a bottle on this machine", { timeout: 120_000 }, () => {
  const CANARY = "canary-5d1f0c";
  const SLOT = "canary-slot-77aa";
  const identity = identityOf("local", (below) => randomInt(below));
  const backend = localBackend(parts);
  const stack = new AsyncDisposableStack();
  const queueDir = join(home, "queue", identity);
  const plan = planOf(identity, {
    supervise: true,
    queueDir,
    git: [gitOf("app", "https://git.example.com/a/b.git")],
    command: ["sh", "-c", 'printf %s "$ASKED"'],
    env: [{ name: "ASKED", from: "prompt", question: "ASKED" }],
    slots: ["TOKEN"],
    resources: { ...planOf("any-00000").resources, memory: "64m" },
    routes: [
      {
        host: "api.example.com",
        path_allowlist: null,
        methods: null,
        auth: { scheme: "Bearer", token_ref: "TOKEN", slot: 0 },
      },
    ],
    egress: { ...planOf("any-00000").egress, pipelock: true },
  });
  let bottle: Bottle;

  const inside = async (script: string): Promise<string> => {
    const { streams, out, err } = sessionStreams();
    await backend.exec(identity, ["sh", "-c", script], streams);
    return `${out().toString()}${err().toString()}`.trim();
  };

  beforeAll(async () => {
    const secrets = {
      env: new Map([["ASKED", new Secret("ASKED", CANARY)]]),
      slots: [new Secret("TOKEN", SLOT)],
      keys: new Map(),
    };
    const order = { report: () => undefined, signal: new AbortController().signal };
    bottle = stack.use(await backend.launch(plan, secrets, order));
  }, 120_000);

  afterAll(async () => {
    await stack.disposeAsync();
    expect(await localObjects(runs, identity)).toEqual([]);
  });

  test("F02 a secret is in the session's environment and in no file, argument or other process", async () => {
    const { streams, out } = sessionStreams();
    expect(await bottle.attach(streams)).toBe(0);
    expect(out().toString()).toBe(CANARY);
    const { stdout } = await run("ps", ["-e", "-ww", "-o", "args="]);
    const files = await readdir(join(runs, identity), { recursive: true, withFileTypes: true });
    const texts = files
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => readFile(join(parentPath, name), "latin1"));
    const seen = [stdout, ...(await Promise.all(texts)), await inside("cat /proc/[0-9]*/environ; env")].join(
      "\n",
    );
    for (const hidden of [CANARY, SLOT, "PRIVATE KEY"]) expect(seen).not.toContain(hidden);
  });

  test("a command that ends before it has read its input has its own status all the same", async () => {
    const statuses = [];
    for (let n = 0; n < 40; n += 1) {
      const { streams } = sessionStreams(Buffer.alloc(n * 1_000));
      statuses.push(await backend.exec(identity, ["sh", "-c", "exit 5"], streams));
    }
    expect(new Set(statuses)).toEqual(new Set([5]));
  });

  test("no capability, no new privilege, a filter, and namespaces of its own", async () => {
    expect(await inside("grep -E '^(Cap|NoNewPrivs|Seccomp:)' /proc/self/status | tr -s '\\t' ' '")).toBe(
      [
        ...["Inh", "Prm", "Eff", "Bnd", "Amb"].map((set) => `Cap${set}: 0000000000000000`),
        "NoNewPrivs: 1",
        "Seccomp: 2",
      ].join("\n"),
    );
    const kinds = ["cgroup", "ipc", "mnt", "net", "pid", "user", "uts"];
    const links = (
      await inside(`for kind in ${kinds.join(" ")}; do readlink /proc/self/ns/$kind; done`)
    ).split("\n");
    const ours = await Promise.all(kinds.map((kind) => readlink(`/proc/self/ns/${kind}`)));
    expect(links).toHaveLength(kinds.length);
    expect(links.filter((link) => ours.includes(link))).toEqual([]);
  });

  test.for([
    ["a new namespace", "unshare --user true", /not permitted/],
    ["a mount", "mount -t tmpfs none /tmp", /denied|superuser|not permitted/],
    ["a write to the system", "touch /usr/x /etc/x /x", /Read-only.*[\s\S]*Read-only.*[\s\S]*Read-only/],
    ["the kernel's settings", "echo 1 >/proc/sys/kernel/panic", /denied|Read-only/],
    [
      "the operator's home, sockets and keys",
      "ls /root /run/docker.sock /etc/shadow /etc/ssh /sys /home/me; ls /home",
      /^agent(?:\n.*No such file or directory){6}$/,
    ],
    ["another network than its own", "cat /proc/net/dev | grep -c :", /^1$/],
  ] as const)("it has no way to %s", async ([, script, answer]) => {
    expect(await inside(script)).toMatch(answer);
  });

  test("what Node compiled of the sidecars is the operator's, read-only for them, and not there for the agent", async () => {
    const compiled = join(home, "compiled");
    expect((await readdir(compiled)).toSorted()).toEqual(["egress-proxy", "git-gate", "supervise"]);
    for (const entry of await readdir(compiled, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      const { uid, mode } = await stat(path);
      expect({ path, uid, others: mode & 0o022 }).toEqual({ path, uid: process.getuid?.(), others: 0 });
    }
    const tables = (await readdir("/proc"))
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => readFile(`/proc/${pid}/mountinfo`, "latin1").catch(() => ""));
    const mounts = (await Promise.all(tables))
      .flatMap((table) => table.split("\n"))
      .filter((line) => line.includes(`${basename(home)}/compiled/`));
    expect(new Set(mounts.map((line) => line.split(" ")[4]?.replace("/newroot", "")))).toEqual(
      new Set(["/opt/claude-bottle/compiled"]),
    );
    expect(mounts.filter((line) => line.split(" ")[5]?.startsWith("ro,") !== true)).toEqual([]);
    expect(await inside("ls /opt/claude-bottle; grep -c compiled /proc/self/mountinfo")).toBe(
      "bin\ninside.mjs\n0",
    );
  });

  test("what it keeps in memory is no more than its bottle may have, and its devices are those that are there", async () => {
    expect(await inside("df --output=size -B1 /tmp /var/tmp /dev/shm | tail -n +2 | tr -d ' '")).toBe(
      Array(3)
        .fill(String(memoryOf(plan)))
        .join("\n"),
    );
    expect(await inside("echo x >/dev/shm/x && cat /dev/shm/x; echo x >/dev/x; echo x >/dev/null")).toMatch(
      /^x\n.*\/dev\/x: Read-only file system$/,
    );
    expect(await inside("head -c 65M /dev/zero >/tmp/more")).toMatch(/No space left on device$/);
    await inside("rm /tmp/more");
  });

  test("its own names are all that resolves", async () => {
    expect(await inside("getent hosts egress-proxy git-gate supervise pipelock example.com")).toBe(
      "127.0.0.2       egress-proxy\n127.0.0.3       git-gate\n127.0.0.4       supervise",
    );
  });

  test("no descriptor of the operator's shell is open in it, and the door that commands come in by is shut behind them", async () => {
    expect(await inside("ls /proc/self/fd | tr '\\n' ' '; ls -A /run/claude-bottle/door")).toBe("0 1 2 3");
  });

  test("F45 F46 supervise serves, knows the gate, and what is in force is replaced in the running agent", async () => {
    expect(await inside("curl -s -o /dev/null -w '%{http_code}' http://supervise:9100/nothing")).toBe("404");
    expect(await inside("curl -s -o /dev/null -w '%{http_code}' http://git-gate:9418/nothing")).toMatch(
      /^40/,
    );
    await backend.stage(identity, [{ name: "allowlist", text: "new.example.com\n" }]);
    expect(await inside("cat /etc/claude-bottle/current-config/allowlist")).toBe("new.example.com");
    expect(await inside("echo x >/etc/claude-bottle/current-config/allowlist")).toMatch(/Read-only/);
  });

  test("control sockets answer the operator's side, each its own", async () => {
    for (const service of ["egress-proxy", "git-gate", "supervise"] as const)
      expect(await backend.control(identity, service, { method: "GET", path: "/healthz" })).toMatchObject({
        status: 200,
      });
  });

  test("pipelock takes another allowlist while it runs", async () => {
    const found = await backend.pipelock(identity);
    if (found === null) throw new Error("there is no pipelock");
    const live = liveAllowlist(found.control, found.running);
    const changed = found.running.replace(
      "  - api.example.com\n",
      "  - api.example.com\n  - more.example.com\n",
    );
    expect(await live.change(changed)).toEqual({ outcome: "applied" });
    expect((await backend.pipelock(identity))?.running).toBe(changed);
  });

  test("a directory of the agent's comes as a tar, and none where there is none", async () => {
    await inside("mkdir -p ~/kept && echo text >~/kept/file");
    const read = async (directory: string): Promise<Buffer> => {
      const chunks = [];
      for await (const chunk of backend.snapshot(identity, directory, new AbortController().signal))
        chunks.push(chunk);
      return Buffer.concat(chunks);
    };
    expect((await read("/home/agent/kept")).toString("latin1")).toContain("./file");
    expect((await read("/home/agent/none")).length).toBe(0);
  });
});
