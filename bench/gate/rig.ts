import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { GateRemote, GateStdin } from "@claude-bottle/policy";
import { z } from "zod";
import { git, WorkingCopy } from "../../apps/git-gate/src/testing/git.ts";
import { startGateProcess, type GateProcess } from "../../apps/git-gate/src/testing/process.ts";
import { startSshUpstream } from "../../apps/git-gate/src/testing/ssh-upstream.ts";
import { temporary } from "../../apps/git-gate/src/testing/temporary.ts";
import { gateConfig, makeUpstreamRepository, noRules } from "../../apps/git-gate/src/testing/world.ts";
import { history } from "./history.ts";

const ROOT = join(import.meta.dirname, "../..");

/** What Node is told where the gate's image starts it, with the bundle in its place here. */
function asInTheImage(): string[] {
  const dockerfile = readFileSync(join(ROOT, "docker/git-gate/Dockerfile"), "utf8");
  const [, line = "[]"] = /^ENTRYPOINT (.+)$/m.exec(dockerfile) ?? [];
  const [, ...args] = z.array(z.string()).parse(JSON.parse(line));
  return args.map((arg) => arg.replace(/^\/app/, join(ROOT, "apps/git-gate/dist")));
}

/** One way to a repository of the same sshd: through the gate, or straight to it with the deploy key. */
export interface Way {
  name: "ours" | "peer";
  url: string;
  env: Record<string, string>;
  /** The repository at its other end. */
  bare: WorkingCopy;
}

export interface Rig extends AsyncDisposable {
  directory: string;
  document: GateStdin;
  gate: GateProcess;
  ours: Way;
  peer: Way;
  /** A fresh bare repository with a history of its own. */
  makeHistory(commits: number): Promise<WorkingCopy>;
}

async function fastImport(into: WorkingCopy, commits: number, salt: number): Promise<void> {
  await git(["init", "--quiet", "--bare", into.path], { cwd: join(into.path, "..") });
  const child = spawn("git", ["-C", into.path, "fast-import", "--quiet"], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  const closed = once(child, "close");
  for (const chunk of history({ commits }, salt))
    if (!child.stdin.write(chunk)) await once(child.stdin, "drain");
  child.stdin.end();
  await closed;
}

/** A real sshd with two equal repositories, one of which a gate stands in front of. */
export async function startRig(): Promise<Rig> {
  await using held = new AsyncDisposableStack();
  const { path: directory } = held.use(temporary());
  const room = (name: string): string => {
    const path = join(directory, name);
    mkdirSync(path);
    return path;
  };
  const sshd = held.use(await startSshUpstream(room("sshd")));
  const behind = await makeUpstreamRepository(room("behind"));
  const straight = await makeUpstreamRepository(room("straight"));
  const remote: GateRemote = {
    name: "repo",
    upstream: { transport: "ssh", user: sshd.user, host: "127.0.0.1", port: sshd.port, path: behind.path },
    known_host_key: sshd.hostKey,
    extra_hosts: {},
    push: noRules,
  };
  const document: GateStdin = {
    config: gateConfig(room("gate"), [remote]),
    credentials: [{ remote: "repo", value: sshd.deployKey }],
    known: [{ name: "PASSWORD", value: ["bench", "password", "0123456789"].join("-") }],
  };
  const gate = held.use(await startGateProcess(document, asInTheImage()));
  const key = join(directory, "sshd/deploy_key");
  const ssh = `ssh -F /dev/null -i ${key} -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR`;
  let salt = 0;
  const rest = held.move();
  return {
    directory,
    document,
    gate,
    ours: { name: "ours", url: `http://127.0.0.1:${gate.port}/repo`, env: {}, bare: behind },
    peer: {
      name: "peer",
      url: `ssh://${sshd.user}@127.0.0.1:${sshd.port}${straight.path}`,
      env: { GIT_SSH_COMMAND: ssh },
      bare: straight,
    },
    async makeHistory(commits) {
      salt += 1;
      const made = new WorkingCopy(join(directory, `history-${salt}.git`));
      await fastImport(made, commits, salt);
      return made;
    },
    [Symbol.asyncDispose]: async () => await rest.disposeAsync(),
  };
}
