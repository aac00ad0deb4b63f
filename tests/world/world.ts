import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { BackendName } from "./backend-kinds.ts";
import { giveAll } from "../../apps/launcher/src/backend/local/files.ts";
import { docker, engineObjects, type Finished, run } from "./docker-cli.ts";
import { localObjects } from "./local-objects.ts";
import { startLocalSink } from "./local-sink.ts";
import { asUser, type PlainUser } from "./plain-user.ts";
import { type Sink, type SinkOptions, startSink } from "./sink.ts";

/** As a package has it, built: hundreds of commands do not read the sources anew. */
export const launcher = join(import.meta.dirname, "../../apps/launcher/dist/main.mjs");

export interface World extends AsyncDisposable {
  backend: BackendName;
  /** `CLAUDE_BOTTLE_HOME` of this world; the real home is never touched. */
  home: string;
  /** The user's home, where skills and `~` lead. */
  userHome: string;
  /** The working directory in which the command runs. */
  cwd: string;
  sink: Sink;
  /** Everything that is there of a bottle, one line each, by the engine's or the system's own means. */
  objects(identity: string): Promise<string[]>;
  env: NodeJS.ProcessEnv;
  /** Writes a bottle: front matter in YAML. */
  bottle(name: string, frontMatter: string): Promise<void>;
  agent(name: string, frontMatter: string, prompt?: string): Promise<void>;
  /** Runs `claude-bottle` to its end. */
  cli(
    args: readonly string[],
    options?: { env?: NodeJS.ProcessEnv; input?: string | Buffer },
  ): Promise<Finished>;
  /** Starts `claude-bottle` and leaves it running. */
  spawn(args: readonly string[], env?: NodeJS.ProcessEnv): ChildProcessWithoutNullStreams;
  /** Starts an agent with this shell script in place of the CLI, without a question. */
  shell(
    agent: string,
    script: string,
    options?: { env?: NodeJS.ProcessEnv; flags?: readonly string[] },
  ): Promise<Finished>;
}

export interface WorldOptions extends Partial<SinkOptions> {
  /** Where its bottles run, and so where its sink is. */
  backend?: BackendName;
  /** Who runs the command, with a home of their own; null: whoever runs the tests. */
  user?: PlainUser | null;
  env?: NodeJS.ProcessEnv;
}

/** A home with manifests, a sink for upstreams, and the command: everything that one journey needs, removed afterwards. */
export async function createWorld({
  backend = "docker",
  user = null,
  hosts = ["api.example.test"],
  files = {},
  env = {},
}: WorldOptions = {}): Promise<World> {
  await using undo = new AsyncDisposableStack();
  const root = await mkdtemp(join(tmpdir(), "cb-world-"));
  undo.defer(() => rm(root, { recursive: true, force: true, maxRetries: 10 }));
  const userHome = join(root, "home");
  const home = join(userHome, ".claude-bottle");
  const cwd = join(root, "work");
  await Promise.all([
    mkdir(join(home, "bottles"), { recursive: true }),
    mkdir(join(home, "agents"), { recursive: true }),
    mkdir(cwd),
  ]);

  const sink = undo.use(await (backend === "docker" ? startSink : startLocalSink)({ hosts, files }));
  const { network } = sink;
  if (network !== null) undo.defer(() => removeBottlesOn(network));
  const caFile = join(root, "upstreams-ca.pem");
  await writeFile(caFile, sink.caPem);
  await writeFile(
    join(home, "settings.json"),
    JSON.stringify({
      extra_ca: [caFile],
      private_hosts: Object.fromEntries(hosts.map((host) => [host, sink.address])),
      ...(network === null ? {} : { docker: { join_network: network } }),
    }),
  );

  const worldEnv = {
    ...process.env,
    HOME: userHome,
    CLAUDE_BOTTLE_HOME: home,
    // An engine is what is taken where one answers
    ...(backend === "docker" ? {} : { CLAUDE_BOTTLE_BACKEND: backend }),
    NO_COLOR: "1",
    ...env,
  };
  if (user !== null) await giveAll(root, { ...user, gid: user.uid });
  const [program, ...words] = asUser(user, [process.execPath, launcher]);
  const held = undo.move();
  const world: World = {
    backend,
    home,
    userHome,
    cwd,
    sink,
    objects: (identity) =>
      backend === "docker" ? engineObjects(identity) : localObjects(join(home, "run"), identity),
    env: worldEnv,
    bottle: (name, frontMatter) =>
      writeFile(join(home, "bottles", `${name}.md`), `---\n${frontMatter.trim()}\n---\n`),
    agent: (name, frontMatter, prompt = "") =>
      writeFile(join(home, "agents", `${name}.md`), `---\n${frontMatter.trim()}\n---\n${prompt}`),
    cli: (args, options = {}) =>
      run(program, [...words, ...args], {
        env: { ...worldEnv, ...options.env },
        cwd,
        input: options.input ?? "",
      }),
    spawn: (args, extra = {}) =>
      spawn(program, [...words, ...args], { env: { ...worldEnv, ...extra }, cwd, stdio: "pipe" }),
    shell: (agent, script, options = {}) =>
      world.cli(
        ["start", agent, "--yes", ...(options.flags ?? []), "--", "bash", "-c", script],
        options.env === undefined ? {} : { env: options.env },
      ),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
  return world;
}

/** What a failed test has left on its sink's network. */
async function removeBottlesOn(network: string): Promise<void> {
  const names = "{{range .Containers}}{{.Name}} {{end}}";
  const attached = await docker("network", "inspect", "--format", names, network);
  await Promise.all(
    attached
      .split(" ")
      .filter((name) => name.startsWith("claude-bottle-"))
      .map((name) => docker("rm", "--force", "--volumes", name)),
  );
}
