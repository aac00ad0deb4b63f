import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { GateConfig, GateRemote, GateStdin } from "@claude-bottle/policy";
import { knownValueScanner } from "./known-value-scanner.ts";
import { usualLimits, type Limits } from "../core/limits.ts";
import type { PushScanner } from "../core/push-scanner.ts";
import { createLog } from "@claude-bottle/shared/service";
import { start, type Running } from "../edge/start.ts";
import { git, WorkingCopy, type Told } from "./git.ts";
import { startHttpsUpstream, type HttpsUpstream } from "./https-upstream.ts";
import { temporary } from "./temporary.ts";

/** What must not be pushed in these tests. */
export const CANARY = ["canary", "0123456789", "abcdefghij"].join("-");
const HTTPS_HOST = "git.test";
export const TOKEN = ["user", "a-token-for-tests"].join(":");
export const hooks = join(import.meta.dirname, "../hooks");

export interface WorldOptions {
  push?: Partial<NonNullable<GateRemote["push"]>> | null;
  limits?: Partial<Limits>;
  scanner?: PushScanner;
  waivers?: string[];
  remote?: Partial<GateRemote>;
}

/** A bare repository behind TLS, a gate in front of it, and room for working copies. */
export interface World extends AsyncDisposable {
  directory: string;
  /** The upstream's bare repository. */
  bare: WorkingCopy;
  upstream: HttpsUpstream;
  running: Running;
  document: GateStdin;
  /** The remote's address at the gate. */
  url: string;
  /** Lines of the gate's log. */
  log: Record<string, unknown>[];
  clone(name: string, ...flags: string[]): Promise<WorkingCopy>;
  /** Stops the gate and starts it on the same state. */
  restart(): Promise<void>;
  /** What a ref is at the upstream; null: it is not there. */
  at(ref: string): Promise<string | null>;
}

export const noRules: NonNullable<GateRemote["push"]> = {
  refs: null,
  force: true,
  delete: true,
  tags: true,
  protect: [],
};

export function gateConfig(directory: string, remotes: GateRemote[]): GateConfig {
  return {
    version: 1,
    identity: "main-00000",
    listen: { host: "127.0.0.1", port: 0 },
    control: join(directory, "control.sock"),
    state: join(directory, "state"),
    remotes,
    waivers: [],
    extra_roots: [],
  };
}

/** A bare repository with one commit on `main`. */
export async function makeUpstreamRepository(root: string): Promise<WorkingCopy> {
  const bare = new WorkingCopy(join(root, "repo.git"));
  await git(["init", "--quiet", "--bare", bare.path], { cwd: root });
  await bare.ok("config", "http.receivepack", "true");
  await bare.ok("config", "receive.advertisePushOptions", "true");
  await bare.ok("config", "uploadpack.allowFilter", "true");
  const seed = new WorkingCopy(join(root, "seed"));
  await git(["init", "--quiet", seed.path], { cwd: root });
  await seed.commit("README.md", "first\n", "First");
  await seed.ok("push", "--quiet", bare.path, "main");
  return bare;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  await using held = new AsyncDisposableStack();
  const { path: directory } = held.use(temporary());
  const root = join(directory, "upstream");
  await mkdir(root);
  const bare = await makeUpstreamRepository(root);
  const upstream = held.use(await startHttpsUpstream(root, HTTPS_HOST, TOKEN));
  const remote: GateRemote = {
    name: "repo",
    upstream: { transport: "https", user: null, host: HTTPS_HOST, port: upstream.port, path: "/repo.git" },
    known_host_key: null,
    extra_hosts: { [HTTPS_HOST]: "127.0.0.1" },
    push: options.push === null ? null : { ...noRules, ...options.push },
    ...options.remote,
  };
  const document: GateStdin = {
    config: {
      ...gateConfig(directory, [remote]),
      extra_roots: [upstream.root],
      waivers: options.waivers ?? [],
    },
    credentials: [{ remote: "repo", value: TOKEN }],
    known: [{ name: "CANARY", value: CANARY }],
  };
  const log: Record<string, unknown>[] = [];
  const startGate = async (): Promise<Running> =>
    await start({
      document,
      scanner: options.scanner ?? knownValueScanner(document.known),
      limits: { ...usualLimits, ...options.limits },
      log: createLog({ write: (line) => log.push(JSON.parse(line)), now: () => new Date() }),
      now: () => new Date(),
      hooks,
    });
  const world: World = {
    directory,
    bare,
    upstream,
    document,
    log,
    running: await startGate(),
    url: "",
    async clone(name, ...flags) {
      const told: Told = await git(["clone", "--quiet", ...flags, world.url, name], { cwd: directory });
      if (told.code !== 0) throw new Error(told.text);
      return new WorkingCopy(join(directory, name));
    },
    async restart() {
      await world.running[Symbol.asyncDispose]();
      world.running = await startGate();
      world.url = `http://127.0.0.1:${world.running.port}/repo`;
    },
    async at(ref) {
      const { code, stdout } = await bare.git("rev-parse", "--verify", "--quiet", ref);
      return code === 0 ? stdout.trim() : null;
    },
    async [Symbol.asyncDispose]() {
      await world.running[Symbol.asyncDispose]();
      await rest.disposeAsync();
    },
  };
  const rest = held.move();
  world.url = `http://127.0.0.1:${world.running.port}/repo`;
  return world;
}
