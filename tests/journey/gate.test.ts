import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { docker, engineMissing, engineObjects } from "../world/docker-cli.ts";
import { type GitHost, startGitHost } from "../world/git-host/git-host.ts";
import { createWorld, type World } from "../world/world.ts";

const missing = engineMissing();
if (missing !== null) process.stdout.write(`skipped: pushing out of a real bottle: ${missing}\n`);

const HOST = "git.example.test";
/** What every script of an agent begins with: it says all it does in one stream and stops at the first failure. */
const BEGIN = `exec 2>&1; set -e; export GIT_TERMINAL_PROMPT=0
git config --global user.name Agent; git config --global user.email agent@example.test; cd "$(mktemp -d)"`;

describe.skipIf(missing !== null)("pushing out of a real bottle", { timeout: 300_000 }, () => {
  const stack = new AsyncDisposableStack();
  const planted = `planted-${randomBytes(12).toString("hex")}`;
  let world: World;
  let host: GitHost;

  beforeAll(async () => {
    world = stack.use(await createWorld({ env: { PLANTED: planted } }));
    host = stack.use(
      await startGitHost({
        network: world.sink.network,
        host: HOST,
        repositories: ["owner/over-ssh.git", "owner/over-https.git", "owner/readable.git"],
      }),
    );
    const roots = join(world.home, "git-ca.pem");
    writeFileSync(roots, host.caPem);
    const settingsFile = join(world.home, "settings.json");
    const settings = JSON.parse(readFileSync(settingsFile, "utf8"));
    writeFileSync(settingsFile, JSON.stringify({ ...settings, extra_ca: [...settings.extra_ca, roots] }));
    world.env["GIT_HOST_TOKEN"] = host.token;
    await world.bottle(
      "b",
      `
env: { PLANTED: "\${PLANTED}" }
egress: { pipelock: false }
egress_proxy: { routes: [] }
git:
  - Name: over-ssh
    Upstream: git@${HOST}:owner/over-ssh.git
    IdentityFile: ${host.keyFile}
    KnownHostKey: ${host.hostKey}
    ExtraHosts: { ${HOST}: ${host.address} }
    Push: { refs: [main, "feature/*"], protect: [deploy/] }
  - Name: over-https
    Upstream: https://${HOST}/owner/over-https.git
    TokenRef: GIT_HOST_TOKEN
    ExtraHosts: { ${HOST}: ${host.address} }
  - Name: unpinned
    Upstream: ssh://git@${HOST}/owner/readable.git
    IdentityFile: ${host.keyFile}
    ExtraHosts: { ${HOST}: ${host.address} }
`,
    );
    await world.agent("a", "bottle: b");
  }, 300_000);

  afterAll(async () => {
    await stack.disposeAsync();
  }, 120_000);

  test("F27 F28 F31 B24 an agent without any key clones, commits and pushes over ssh and over https", async () => {
    const done = await world.shell(
      "a",
      `${BEGIN}
for url in git@${HOST}:owner/over-ssh.git https://${HOST}/owner/over-https.git; do
  git clone -q "$url" copy; cd copy; git checkout -q -B main
  echo "of an agent" >notes.txt; git add .; git commit -qm "A note"; git push -q origin main; cd ..; rm -rf copy
  git clone -q "$url" again; cat again/notes.txt; git -C again branch --show-current; rm -rf again
done
find / -xdev -name '*deploy_key*' 2>/dev/null | head -1; env | grep -c GIT_HOST_TOKEN || true`,
    );
    expect(
      done.stdout
        .trim()
        .split("\n")
        .filter((line) => !line.startsWith("warning:")),
    ).toEqual(["of an agent", "main", "of an agent", "main", "0"]);
    expect(done.code).toBe(0);
    for (const repository of ["owner/over-ssh.git", "owner/over-https.git"])
      expect(await host.git(repository, "log", "--format=%an: %s", "main")).toBe("Agent: A note");
  });

  test("F27 B20 a secret is refused with rule, file, line and commit, and the upstream is not told of the push", async () => {
    const before = await host.git("owner/over-ssh.git", "for-each-ref");
    const contacts = (await host.contacts()).length;
    const done = await world.shell(
      "a",
      `${BEGIN}
git clone -q git@${HOST}:owner/over-ssh.git copy 2>&1; cd copy; git checkout -q -B feature/leak
printf 'one\\ntwo\\nkey: %s\\n' "$PLANTED" >config.txt; git add .; git commit -qm "Leak"; git rm -q config.txt; git commit -qm "Take it out again"
git rev-parse --short HEAD~1; echo "--- push"; git push origin feature/leak || echo "push ended with $?"`,
    );
    expect(done.stdout).toContain("push ended with 1");
    expect(done.stdout).toMatch(/remote: .*known-value/);
    expect(done.stdout).toMatch(/remote: .*config\\.txt:3|remote: .*config\.txt.*3/);
    expect(done.stdout).not.toContain(planted);
    expect(await host.git("owner/over-ssh.git", "for-each-ref")).toBe(before);
    // The clone and the refresh before the advertisement: one connection that is kept for both
    expect((await host.contacts()).slice(contacts).filter((line) => line.startsWith("ssh"))).toHaveLength(1);
  });

  test("what the bottle's rules keep is refused with the rule: another branch, force, a protected path, a deletion", async () => {
    const done = await world.shell(
      "a",
      `${BEGIN}
git clone -q git@${HOST}:owner/over-ssh.git copy 2>&1; cd copy; git checkout -q -B main origin/main
git push origin HEAD:refs/heads/release || echo "first $?"
mkdir deploy; echo x >deploy/run.sh; git add .; git commit -qm Deploy; git push origin main || echo "second $?"
git reset -q --hard origin/main; git commit -q --amend -m Other; git push --force origin main || echo "third $?"
git push origin :main || echo "fourth $?"`,
    );
    for (const word of ["first 1", "second 1", "third 1", "fourth 1", "release", "deploy/"])
      expect(done.stdout).toContain(word);
    expect(await host.git("owner/over-ssh.git", "for-each-ref", "--format=%(refname)")).toBe(
      "refs/heads/main",
    );
  });

  test("F29 without a pinned host key nothing is forwarded, and the reason is told", async () => {
    const done = await world.shell(
      "a",
      `${BEGIN}\ngit clone ssh://git@${HOST}/owner/readable.git copy || echo "ended with $?"`,
    );
    expect(done.stdout).toContain("KnownHostKey");
    expect(done.stdout).toContain("ended with 128");
  });

  test("F28 B25 a fetch shows what the upstream has now; an upstream that is gone is a failure, never an old answer", async () => {
    const script = `${BEGIN}
git clone -q https://${HOST}/owner/over-https.git copy 2>&1; cd copy
echo ready; read -r _; git fetch -q origin && git log -1 --format=%s origin/main
echo again; read -r _; git fetch origin || echo "ended with $?"`;
    const child = world.spawn(["start", "a", "--yes", "--", "bash", "-c", script]);
    let printed = "";
    child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    const says = async (text: string): Promise<void> => {
      while (!printed.includes(text)) {
        if (child.exitCode !== null) throw new Error(`it ended without "${text}": ${printed}`);
        await new Promise((resolve) => child.stdout.once("data", resolve));
      }
    };
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    await says("ready\n");
    const commit = await docker(
      "exec",
      "--user",
      "git",
      host.container,
      "sh",
      "-c",
      `cd /srv/git/owner/over-https.git && git -c user.name=U -c user.email=u@example.test commit-tree -p main -m "From elsewhere" 'main^{tree}'`,
    );
    await host.git("owner/over-https.git", "update-ref", "refs/heads/main", commit);
    child.stdin.write("\n");
    await says("again\n");
    await docker("pause", host.container);
    child.stdin.write("\n");
    await ended;
    await docker("unpause", host.container);
    expect(printed).toContain("From elsewhere\n");
    expect(printed).toMatch(/ended with 1\d\d|ended with 1/);
  });

  test("F10 a bottle with a gate leaves nothing: no container, no network, no volume", async () => {
    const done = await world.shell(
      "a",
      "getent hosts git-gate; git config --get-all credential.helper || true",
    );
    expect(done.stdout).toMatch(/^\d+\.\d+\.\d+\.\d+\s+git-gate$/m);
    const identity = /identity\s+(\S+)/.exec(done.stderr)?.[1] ?? "";
    expect(identity).not.toBe("");
    expect(await engineObjects(identity)).toEqual([]);
  });
});
