import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { connect } from "node:net";
import { BottleError, type Secret } from "@claude-bottle/shared";
import { coalesce } from "@claude-bottle/shared/service";
import { gitEnvironment } from "../core/git-environment.ts";
import { usualLimits } from "../core/limits.ts";
import { printable } from "../core/printable.ts";
import { runGit } from "./run-git.ts";

const PATIENCE_MS = 10_000;
/**
 * The command that the agent lives for: it ends when its input does, so that no agent outlives its gate, however that ends.
 */
const WHILE_HELD = 'echo ready; cat >/dev/null; kill "$SSH_AGENT_PID"';

export interface SshAgent extends AsyncDisposable {
  /** Resolves once it answers: one that was killed is started anew. */
  ready: () => Promise<void>;
}

/**
 * An ssh-agent with one key, which is in its memory and in no file.
 * @throws {BottleError} `config-invalid` when the key cannot be used without asking for more
 */
export async function startSshAgent(socket: string, key: Secret): Promise<SshAgent> {
  let agent = await start(socket, key);
  return {
    ready: coalesce(async () => {
      if (await listens(socket)) return;
      await agent[Symbol.asyncDispose]();
      await rm(socket, { force: true });
      agent = await start(socket, key);
    }),
    [Symbol.asyncDispose]: async () => await agent[Symbol.asyncDispose](),
  };
}

async function listens(path: string): Promise<boolean> {
  const socket = connect(path);
  const answer = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return answer;
}

async function start(socket: string, key: Secret): Promise<AsyncDisposable> {
  const env = gitEnvironment([], usualLimits);
  const agent = spawn("ssh-agent", ["-a", socket, "sh", "-c", WHILE_HELD], {
    env,
    stdio: ["pipe", "pipe", "ignore"],
  });
  agent.stdin.on("error", () => {});
  const gone = new Promise<void>((resolve) => {
    agent.once("error", () => resolve());
    agent.once("close", () => resolve());
  });
  const end = async (): Promise<void> => {
    agent.stdin.end();
    await gone;
  };
  // It says so once the agent listens
  await Promise.race([once(agent.stdout, "data"), gone]);
  const { code, stderr } = await runGit({
    program: "ssh-add",
    args: ["-q", "-"],
    env: { ...env, SSH_AUTH_SOCK: socket },
    input: `${key.reveal().trimEnd()}\n`,
    timeout: PATIENCE_MS,
  });
  if (code === 0) return { [Symbol.asyncDispose]: end };
  await end();
  throw new BottleError(
    "config-invalid",
    `ssh cannot use the key of ${key.name}: ${printable(stderr, 200)}`,
    {
      hint: "Give an unencrypted private key that this remote knows as a deploy key",
    },
  );
}
