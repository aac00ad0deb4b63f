import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAuthority, createMinter } from "@claude-bottle/shared/x509";
import { containerSays } from "../container-says.ts";
import { docker, run } from "../docker-cli.ts";
import { baseImage } from "../sink.ts";

export interface GitHost extends AsyncDisposable {
  address: string;
  container: string;
  /** Path of the private key that may log in as `git`. */
  keyFile: string;
  /** Type and base64 of the key that sshd shows. */
  hostKey: string;
  /** `user:password` for https. */
  token: string;
  /** Certificate (PEM) of the authority that signed what it shows. */
  caPem: string;
  /** Runs git in a bare repository, as its owner. */
  git(repository: string, ...args: string[]): Promise<string>;
  /** Every connection that reached it, in order: `ssh …` or `https METHOD path`. */
  contacts(): Promise<string[]>;
}

const SSHD = [
  "Port 22",
  "ListenAddress 0.0.0.0",
  "HostKey /srv/host_key",
  "AuthorizedKeysFile /srv/authorized_keys",
  "PasswordAuthentication no",
  "KbdInteractiveAuthentication no",
  "StrictModes no",
  "UsePAM no",
  "LogLevel VERBOSE",
  "AcceptEnv GIT_PROTOCOL",
];

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

function makeKey(path: string): void {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path]);
}

/** Starts a git server for one name in an existing network, with these empty repositories. */
export async function startGitHost(options: {
  network: string;
  host: string;
  repositories: readonly string[];
}): Promise<GitHost> {
  const { network, host, repositories } = options;
  await using undo = new AsyncDisposableStack();
  const stage = await mkdtemp(join(tmpdir(), "cb-git-host-"));
  undo.defer(() => rm(stage, { recursive: true, force: true }));
  for (const name of ["host_key", "deploy_key"]) makeKey(join(stage, name));
  const authority = createAuthority({ commonName: "test git host", days: 2, now: new Date() });
  const token = `git:${randomBytes(12).toString("hex")}`;
  const hostKey = (await readFile(join(stage, "host_key.pub"), "utf8")).trim();
  await copyFile(join(stage, "deploy_key.pub"), join(stage, "authorized_keys"));
  await copyFile(join(import.meta.dirname, "git-host-main.ts"), join(stage, "git-host-main.ts"));
  await writeFile(join(stage, "sshd_config"), `${SSHD.join("\n")}\n`);
  await writeFile(
    join(stage, "settings.json"),
    JSON.stringify({ ...createMinter(authority).mint(host, new Date()), token }),
  );

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
  const lines = async (): Promise<{ event: string; detail: string }[]> =>
    (await docker("logs", container))
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
  await containerSays(container, '"event":"ready"');
  const git = (repository: string, ...args: string[]): Promise<string> =>
    docker("exec", "--user", "git", container, "git", "-C", `/srv/git/${repository}`, ...args);
  for (const repository of repositories) {
    const path = `/srv/git/${repository}`;
    await docker("exec", "--user", "git", container, "git", "init", "--quiet", "--bare", "-b", "main", path);
    await git(repository, "config", "http.receivepack", "true");
  }
  const address = await docker(
    "inspect",
    "--format",
    `{{(index .NetworkSettings.Networks "${network}").IPAddress}}`,
    container,
  );
  const held = undo.move();
  return {
    address,
    container,
    keyFile: join(stage, "deploy_key"),
    hostKey,
    token,
    caPem: authority.certPem,
    git,
    contacts: async () =>
      (await lines())
        .filter(({ event }) => event !== "ready")
        .map(({ event, detail }) => `${event} ${detail}`),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
