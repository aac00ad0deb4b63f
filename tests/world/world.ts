import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { docker, type Finished, run } from "./docker-cli.ts";
import { type Sink, type SinkOptions, startSink } from "./sink.ts";

/** As a package has it, built: hundreds of commands do not read the sources anew. */
export const launcher = join(import.meta.dirname, "../../apps/launcher/dist/main.mjs");

export interface World extends AsyncDisposable {
  /** `CLAUDE_BOTTLE_HOME` of this world; the real home is never touched. */
  home: string;
  /** The user's home, where skills and `~` lead. */
  userHome: string;
  /** The working directory in which the command runs. */
  cwd: string;
  sink: Sink;
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
  env?: NodeJS.ProcessEnv;
}

/** A home with manifests, a sink for upstreams, and the command: everything that one engine test needs, removed afterwards. */
export async function createWorld({
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

  const sink = undo.use(await startSink({ hosts, files }));
  undo.defer(async () => {
    const attached = await docker(
      "network",
      "inspect",
      "--format",
      "{{range .Containers}}{{.Name}} {{end}}",
      sink.network,
    );
    await Promise.all(
      attached
        .split(" ")
        .filter((name) => name.startsWith("claude-bottle-"))
        .map((name) => docker("rm", "--force", "--volumes", name)),
    );
  });
  const caFile = join(root, "upstreams-ca.pem");
  await writeFile(caFile, sink.caPem);
  await writeFile(
    join(home, "settings.json"),
    JSON.stringify({
      extra_ca: [caFile],
      private_hosts: Object.fromEntries(hosts.map((host) => [host, sink.address])),
      docker: { join_network: sink.network },
    }),
  );

  const worldEnv = { ...process.env, HOME: userHome, CLAUDE_BOTTLE_HOME: home, NO_COLOR: "1", ...env };
  const held = undo.move();
  const world: World = {
    home,
    userHome,
    cwd,
    sink,
    env: worldEnv,
    bottle: (name, frontMatter) =>
      writeFile(join(home, "bottles", `${name}.md`), `---\n${frontMatter.trim()}\n---\n`),
    agent: (name, frontMatter, prompt = "") =>
      writeFile(join(home, "agents", `${name}.md`), `---\n${frontMatter.trim()}\n---\n${prompt}`),
    cli: (args, options = {}) =>
      run(process.execPath, [launcher, ...args], {
        env: { ...worldEnv, ...options.env },
        cwd,
        input: options.input ?? "",
      }),
    spawn: (args, extra = {}) =>
      spawn(process.execPath, [launcher, ...args], { env: { ...worldEnv, ...extra }, cwd, stdio: "pipe" }),
    shell: (agent, script, options = {}) =>
      world.cli(
        ["start", agent, "--yes", ...(options.flags ?? []), "--", "bash", "-c", script],
        options.env === undefined ? {} : { env: options.env },
      ),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
  return world;
}
