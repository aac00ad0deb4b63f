import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { expect, test } from "vitest";
import { type BackendName, describeOnEach } from "../world/backend-kinds.ts";
import { docker } from "../world/docker-cli.ts";
import { identityIn } from "../world/identity-in.ts";
import { localProcesses, untilGone } from "../world/local-objects.ts";
import { createWorld, type World } from "../world/world.ts";

const statuses = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** Of a bottle with supervise: containers and networks, or processes and a directory. */
const parts: Record<BackendName, number> = { docker: 5, local: 4 };
/** In the order in which a launch tells them. */
const steps: Record<BackendName, readonly string[]> = {
  docker: ["Probe names", "Images", "Networks", "Sidecars", "Provisioning"],
  local: ["Probe names", "Files", "Sidecars", "Provisioning"],
};

async function holding(backend: BackendName): Promise<World> {
  const world = await createWorld({ backend });
  await world.bottle("b", "egress: { pipelock: false }\negress_proxy: { routes: [] }\nsupervise: true");
  await world.agent("a", "bottle: b");
  return world;
}

/** A launcher under way, and all that it says. */
interface Launcher extends AsyncDisposable {
  kill(signal: NodeJS.Signals): void;
  /** Resolves once this stands on stderr or stdout. */
  says(text: string): Promise<void>;
  text(): string;
  /** Exit status; null when a signal ended it. */
  ended: Promise<number | null>;
  identity(): string;
}

/** Starts an agent that says "it runs", which its command line does not, and then waits. */
function launched(world: World): Launcher {
  const child = world.spawn(["start", "a", "--yes", "--", "bash", "-c", 'echo it "runs"; exec sleep 300']);
  const ended = once(child, "close").then(([code]) => code as number | null);
  let text = "";
  let heard = Promise.withResolvers<void>();
  const listen = (stream: Readable): void =>
    void stream.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
      heard.resolve();
      heard = Promise.withResolvers();
    });
  listen(child.stdout);
  listen(child.stderr);
  return {
    kill: (signal) => void child.kill(signal),
    async says(wanted) {
      const gone = ended.then(() => {
        throw new Error(`it ended without "${wanted}": ${text}`);
      });
      gone.catch(() => undefined);
      while (!text.includes(wanted)) await Promise.race([heard.promise, gone]);
    },
    text: () => text,
    ended,
    identity: () => identityIn(text),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

/** What is left of a bottle: in the engine, and of its state. */
async function left(world: World, launcher: Launcher): Promise<string[]> {
  const named = async (kind: string): Promise<string[]> =>
    (await readdir(join(world.home, kind)).catch(() => [])).map((name) => `${kind} ${name}`);
  return [
    ...(await world.objects(launcher.identity())),
    ...(await named("state")),
    ...(await named("queue")),
  ];
}

describeOnEach("how a bottle ends", { timeout: 300_000 }, (backend) => {
  test.for(signals)("F10 %s during a session leaves nothing in the engine, and the state", async (signal) => {
    await using world = await holding(backend);
    await using launcher = launched(world);
    await launcher.says("it runs");
    expect(await world.objects(launcher.identity())).toHaveLength(parts[backend]);
    launcher.kill(signal);
    expect(await launcher.ended).toBe(statuses[signal]);
    expect(await left(world, launcher)).toEqual([
      `state ${launcher.identity()}`,
      `queue ${launcher.identity()}`,
    ]);
  });

  test.for(signals)("F10 %s while the bottle is being made, at each step, leaves nothing", async (signal) => {
    await using world = await holding(backend);
    for (const step of steps[backend]) {
      await using launcher = launched(world);
      await launcher.says(`\n${step}\n`);
      launcher.kill(signal);
      const status = await launcher.ended;
      const found = (await left(world, launcher)).filter((line) => !/^(?:state|queue) /.test(line));
      expect({ step, status, found }).toEqual({ step, status: statuses[signal], found: [] });
    }
  });

  test("F10 an interrupted launch is told as such and leaves no state", async () => {
    await using world = await holding(backend);
    await using launcher = launched(world);
    await launcher.says(`\n${steps[backend][1]}\n`);
    launcher.kill("SIGINT");
    expect(await launcher.ended).toBe(130);
    expect(launcher.text()).toContain("Interrupted by SIGINT [interrupted]");
    expect(await left(world, launcher)).toEqual([]);
  });

  test("F10 a second signal during the teardown of a session is answered and does not leave debris", async () => {
    await using world = await holding(backend);
    await using launcher = launched(world);
    await launcher.says("it runs");
    launcher.kill("SIGINT");
    await launcher.says("\nTear down\n");
    launcher.kill("SIGINT");
    await launcher.says("Still tearing down; nothing is left behind");
    expect(await launcher.ended).toBe(130);
    expect(await world.objects(launcher.identity())).toEqual([]);
  });

  test("F10 a second signal while a launch is undone is answered and does not leave debris", async () => {
    await using world = await holding(backend);
    await using launcher = launched(world);
    await launcher.says("\nSidecars\n");
    launcher.kill("SIGINT");
    launcher.kill("SIGTERM");
    await launcher.says("Still tearing down; nothing is left behind");
    // Which of two that are pending arrives first is the kernel's choice
    expect([130, 143]).toContain(await launcher.ended);
    expect(await left(world, launcher)).toEqual([]);
  });

  test.for(steps[backend].slice(-3))(
    "F19 kill -9 of a launch that is at %s leaves only what cleanup removes",
    async (step) => {
      await using world = await holding(backend);
      await using launcher = launched(world);
      await launcher.says(`\n${step}\n`);
      launcher.kill("SIGKILL");
      expect(await launcher.ended).toBe(null);
      const done = await world.cli(["cleanup", launcher.identity(), "--yes", "--state"]);
      expect(done.code).toBe(0);
      expect(await left(world, launcher)).toEqual([]);
    },
  );

  test.runIf(backend === "local")(
    "F19 what a killed launcher ran ends with it, and all that is left is a directory",
    async () => {
      await using world = await holding(backend);
      await using launcher = launched(world);
      await launcher.says("it runs");
      const identity = launcher.identity();
      const processes = localProcesses(identity);
      expect(processes.length).toBeGreaterThan(3);
      launcher.kill("SIGKILL");
      await untilGone(processes);
      expect(await world.objects(identity)).toEqual([`directory ${identity}`]);
    },
  );

  test("F19 B04 kill -9 of a session leaves only what cleanup finds, stopped or not, and removes after a yes", async () => {
    await using world = await holding(backend);
    await using launcher = launched(world);
    await launcher.says("it runs");
    const identity = launcher.identity();
    const held = await world.objects(identity);
    launcher.kill("SIGKILL");
    await launcher.ended;
    if (backend === "docker") await docker("stop", "--time", "1", `claude-bottle-egress-proxy-${identity}`);
    // Without an engine what ran ends with its launcher
    const lasting = backend === "docker" ? held : held.filter((line) => line.startsWith("directory "));

    const refused = await world.cli(["cleanup", identity]);
    expect(refused.code).toBe(1);
    expect(await world.objects(identity)).toEqual(expect.arrayContaining(lasting));
    for (const line of lasting) expect(refused.stderr).toContain(line.split(" ")[1]);

    const done = await world.cli(["cleanup", identity, "--yes"]);
    expect(done.stderr).toMatch(/^Removed [1-5] resources?$/m);
    expect(done.code).toBe(0);
    expect(await left(world, launcher)).toEqual([`state ${identity}`, `queue ${identity}`]);
  });
});
