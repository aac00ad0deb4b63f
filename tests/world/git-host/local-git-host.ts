import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { mkdir, mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../docker-cli.ts";
import { ended, ownLoopback, untilReady } from "../local-sink.ts";
import { contactsIn, fill, type GitHost, type GitHostOptions } from "./git-host.ts";
import { GIT_HOST_PROGRAM, stageGitHost } from "./stage-git-host.ts";

/** Where sshd, run by root, wants an empty directory; Debian makes it when its service starts. */
const PRIVILEGE_SEPARATION = "/run/sshd";

/** Starts a git server as a process on the machine's loopback; who runs it logs in. */
export async function startLocalGitHost({
  host,
  repositories,
}: Omit<GitHostOptions, "network">): Promise<GitHost> {
  await using undo = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "cb-git-host-"));
  undo.defer(() => rm(directory, { recursive: true, force: true }));
  const root = join(directory, "git");
  await mkdir(root);
  const address = ownLoopback();
  const staged = await stageGitHost(directory, {
    host,
    listen: address,
    at: directory,
    command: `cd ${root} && exec git-shell -c "$SSH_ORIGINAL_COMMAND"`,
  });
  if (process.getuid?.() === 0) mkdirSync(PRIVILEGE_SEPARATION, { recursive: true, mode: 0o755 });
  const log = join(directory, "log");
  const output = await open(log, "w");
  const child = spawn(process.execPath, [join(directory, GIT_HOST_PROGRAM), directory, address], {
    stdio: ["ignore", output.fd, output.fd],
  });
  await output.close();
  undo.defer(() => ended(child));
  await untilReady(child, log);
  const ran = async (...[file = "", ...words]: string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(file, words, { cwd: root, env: process.env });
    if (code !== 0) throw new Error(`the git host: ${stderr}`);
    return stdout.trim();
  };
  const sh = (script: string): Promise<string> => ran("sh", "-c", script);
  await fill(sh, repositories);
  const held = undo.move();
  return {
    ...staged,
    address,
    user: await ran("id", "-un"),
    sh,
    git: (repository, ...args) => ran("git", "-C", repository, ...args),
    contacts: async () => contactsIn(await readFile(log, "utf8")),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
