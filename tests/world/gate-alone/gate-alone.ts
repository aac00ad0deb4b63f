import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { GateStdin } from "@claude-bottle/policy";
import { docker, type Finished, run } from "../docker-cli.ts";
import type { GitHost } from "../git-host/git-host.ts";
import { gitHostImage, startGitHost } from "../git-host/start-git-host.ts";
import { serviceImage } from "../service-image.ts";

const HOST = "git.example.test";
const PORT = 9418;
const HARDENED = [
  "--init",
  "--read-only",
  "--cap-drop=ALL",
  "--security-opt=no-new-privileges",
  "--tmpfs=/tmp:rw,noexec,nosuid,nodev,size=64m,mode=1777",
  // Asked soon instead of after half a minute
  "--health-interval=1s",
];
const CLIENT = `export HOME=/tmp GIT_TERMINAL_PROMPT=0
git config --global user.name Agent; git config --global user.email agent@example.test
git config --global init.defaultBranch main`;

export const REPOSITORY = "app.git";

/** The gate's image by itself: in a network with a git server that it has the key of, and a client that has none. */
export interface GateAlone extends AsyncDisposable {
  host: GitHost;
  /** Of the gate's container. */
  name: string;
  /** Of the remote, as clients have it. */
  url: string;
  /** A value that must not be pushed. */
  planted: string;
  /** Runs the image with the document on its stdin; resolves once it serves. */
  start(): Promise<void>;
  /** Ends it with SIGKILL; its volume stays. */
  kill(): Promise<void>;
  /** Arguments of `docker` that run a script as a client. */
  clientCommand(script: string): string[];
  /** Runs a script as a client to its end. */
  client(script: string): Promise<Finished>;
}

async function serves(args: readonly string[], document: GateStdin): Promise<void> {
  const child = spawn("docker", [...args], { stdio: ["pipe", "pipe", "inherit"] });
  const said: string[] = [];
  const ready = new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      said.push(line);
      if (line.startsWith('{"event":"ready"')) resolve();
    });
    void once(child, "close").then(() => reject(new Error(`the gate ended: ${said.join("\n")}`)));
  });
  child.stdin.end(JSON.stringify(document));
  await ready;
}

function documentFor(host: GitHost, key: string, planted: string): GateStdin {
  const upstream = {
    transport: "ssh",
    user: "git",
    host: HOST,
    port: null,
    path: `/srv/git/${REPOSITORY}`,
  } as const;
  const rules = { refs: null, force: true, delete: true, tags: true, protect: [] };
  return {
    config: {
      version: 1,
      identity: "alone-00000",
      listen: { host: "0.0.0.0", port: PORT },
      control: "/tmp/git-gate.sock",
      state: "/var/lib/git-gate",
      remotes: [
        {
          name: "app",
          upstream,
          known_host_key: host.hostKey,
          extra_hosts: { [HOST]: host.address },
          push: rules,
        },
      ],
      waivers: [],
      extra_roots: [],
    },
    credentials: [{ remote: "app", value: key }],
    known: [{ name: "PLANTED", value: planted }],
  };
}

export async function startGateAlone(): Promise<GateAlone> {
  const id = `cb-test-gate-${randomBytes(4).toString("hex")}`;
  const client = `${id}-client`;
  const image = await serviceImage("git-gate");
  await using undo = new AsyncDisposableStack();
  const removal = (...args: string[]): void =>
    undo.defer(async () => void (await run("docker", args, { env: process.env })));
  await docker("network", "create", "--label", "claude-bottle.test=1", id);
  removal("network", "rm", id);
  await docker("volume", "create", "--label", "claude-bottle.test=1", id);
  removal("volume", "rm", id);
  const host = undo.use(await startGitHost({ network: id, host: HOST, repositories: [REPOSITORY] }));
  const common = ["--label=claude-bottle.test=1", `--network=${id}`];
  removal("rm", "--force", client);
  await docker(
    "run",
    "--detach",
    "--init",
    "--name",
    client,
    ...common,
    // A gate that is gone does not answer at all: 7 seconds of asking for it instead of two minutes
    "--sysctl=net.ipv4.tcp_syn_retries=2",
    "--entrypoint=sleep",
    await gitHostImage(),
    "infinity",
  );
  removal("rm", "--force", id);
  const planted = `planted-${randomBytes(12).toString("hex")}`;
  const document = documentFor(host, await readFile(host.keyFile, "utf8"), planted);
  const clientCommand = (script: string): string[] => ["exec", client, "bash", "-c", `${CLIENT}\n${script}`];
  const held = undo.move();
  const alone: GateAlone = {
    host,
    name: id,
    url: `http://${id}:${PORT}/app`,
    planted,
    start: async () =>
      await serves(
        [
          "run",
          "--interactive",
          "--name",
          id,
          ...common,
          `--volume=${id}:/var/lib/git-gate`,
          ...HARDENED,
          image,
        ],
        document,
      ),
    async kill() {
      await docker("kill", "--signal=KILL", id);
      await docker("rm", "--force", id);
    },
    clientCommand,
    client: async (script) => await run("docker", clientCommand(script), { env: process.env }),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
  try {
    await alone.start();
  } catch (error) {
    await held.disposeAsync();
    throw error;
  }
  return alone;
}
