import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { containerSays } from "../container-says.ts";
import { docker, run } from "../docker-cli.ts";
import { baseImage } from "../sink.ts";
import { contactsIn, fill, type GitHost, type GitHostOptions } from "./git-host.ts";
import { startLocalGitHost } from "./local-git-host.ts";
import { stageGitHost } from "./stage-git-host.ts";

/** The image with git and sshd in it. */
export async function gitHostImage(): Promise<string> {
  const tag = "claude-bottle-test-git-host";
  await docker(
    "build",
    "--quiet",
    "--build-arg",
    `BASE_IMAGE=${await baseImage()}`,
    "--tag",
    tag,
    import.meta.dirname,
  );
  return tag;
}

/** Starts a git server for one name, with these empty repositories. */
export async function startGitHost({ network, ...options }: GitHostOptions): Promise<GitHost> {
  return network === null ? startLocalGitHost(options) : startGitHostOn(network, options);
}

async function startGitHostOn(
  network: string,
  { host, repositories }: Omit<GitHostOptions, "network">,
): Promise<GitHost> {
  await using undo = new AsyncDisposableStack();
  const stage = await mkdtemp(join(tmpdir(), "cb-git-host-"));
  undo.defer(() => rm(stage, { recursive: true, force: true }));
  const staged = await stageGitHost(stage, { host, listen: "0.0.0.0", at: "/srv", command: null });
  const container = `cb-test-git-${randomBytes(4).toString("hex")}`;
  await docker(
    "create",
    "--name",
    container,
    "--label",
    "claude-bottle.test=1",
    "--network",
    network,
    await gitHostImage(),
  );
  undo.defer(async () => void (await run("docker", ["rm", "--force", container], { env: process.env })));
  await docker("cp", `${stage}/.`, `${container}:/srv`);
  await docker("start", container);
  await containerSays(container, '"event":"ready"');
  const asOwner = (...words: string[]): Promise<string> =>
    docker("exec", "--user", "git", "--workdir", "/srv/git", container, ...words);
  const sh = (script: string): Promise<string> => asOwner("sh", "-c", script);
  await fill(sh, repositories);
  const address = await docker(
    "inspect",
    "--format",
    `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`,
    container,
  );
  const held = undo.move();
  return {
    ...staged,
    address,
    user: "git",
    sh,
    git: (repository, ...args) => asOwner("git", "-C", repository, ...args),
    contacts: async () => contactsIn(await docker("logs", container)),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
