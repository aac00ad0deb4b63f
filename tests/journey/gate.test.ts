import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeOnEach } from "../world/backend-kinds.ts";
import type { GitHost } from "../world/git-host/git-host.ts";
import { startGitHost } from "../world/git-host/start-git-host.ts";
import { deciderOf, toolCall } from "../world/proposals.ts";
import { createWorld, type World } from "../world/world.ts";

const HOST = "git.example.test";
/** What every script of an agent begins with: it says all it does in one stream and stops at the first failure. */
const BEGIN = `exec 2>&1; set -e; export GIT_TERMINAL_PROMPT=0
git config --global user.name Agent; git config --global user.email agent@example.test; cd "$(mktemp -d)"`;

describeOnEach("pushing out of a real bottle", { timeout: 300_000 }, (backend) => {
  const stack = new AsyncDisposableStack();
  const planted = `planted-${randomBytes(12).toString("hex")}`;
  let world: World;
  let host: GitHost;
  let identity: string;

  const agent = async (script: string): Promise<string> => {
    const done = await world.cli(["exec", identity, "--", "bash", "-c", `${BEGIN}\n${script}`]);
    if (done.code !== 0) throw new Error(`it ended with ${done.code}:\n${done.stdout}${done.stderr}`);
    return done.stdout;
  };

  beforeAll(async () => {
    world = stack.use(await createWorld({ backend, env: { PLANTED: planted } }));
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
    Upstream: ${host.user}@${HOST}:owner/over-ssh.git
    IdentityFile: ${host.keyFile}
    KnownHostKey: ${host.hostKey}
    ExtraHosts: { ${HOST}: ${host.address} }
    Push: { refs: [main, "feature/*"], protect: [deploy/] }
  - Name: over-https
    Upstream: https://${HOST}/owner/over-https.git
    TokenRef: GIT_HOST_TOKEN
    ExtraHosts: { ${HOST}: ${host.address} }
  - Name: unpinned
    Upstream: ssh://${host.user}@${HOST}/owner/readable.git
    IdentityFile: ${host.keyFile}
    ExtraHosts: { ${HOST}: ${host.address} }
supervise: true
`,
    );
    await world.agent("a", "bottle: b");
    const started = await world.cli(["start", "a", "--yes", "--detach"]);
    if (started.code !== 0) throw new Error(started.stderr);
    identity = started.stdout.trim();
    stack.defer(async () => void (await world.cli(["stop", identity])));
  }, 300_000);

  afterAll(async () => {
    await stack.disposeAsync();
    expect(await world.objects(identity)).toEqual([]);
  }, 120_000);

  test("F27 F28 F31 B24 an agent without any key clones, commits and pushes over ssh and over https", async () => {
    const done = await agent(
      `for url in ${host.user}@${HOST}:owner/over-ssh.git https://${HOST}/owner/over-https.git; do
  git clone -q "$url" copy; cd copy; git checkout -q -B main
  echo "of an agent" >notes.txt; git add .; git commit -qm "A note"; git push -q origin main; cd ..; rm -rf copy
  git clone -q "$url" again; cat again/notes.txt; git -C again branch --show-current; rm -rf again
done
find / -xdev -name '*deploy_key*' 2>/dev/null | head -1; env | grep -c GIT_HOST_TOKEN || true`,
    );
    expect(
      done
        .trim()
        .split("\n")
        .filter((line) => !/^(?:warning|remote):/.test(line)),
    ).toEqual(["of an agent", "main", "of an agent", "main", "0"]);
    for (const repository of ["owner/over-ssh.git", "owner/over-https.git"])
      expect(await host.git(repository, "log", "--format=%an: %s", "main")).toBe("Agent: A note");
  });

  test("F27 B20 a secret is refused with rule, file, line and commit, and the upstream is not told of the push", async () => {
    const before = await host.git("owner/over-https.git", "for-each-ref");
    const contacts = (await host.contacts()).length;
    const done = await agent(
      `git clone -q https://${HOST}/owner/over-https.git copy 2>&1; cd copy; git checkout -q -B feature/leak
printf 'one\\ntwo\\nkey: %s\\n' ${planted} >config.txt; git add .; git commit -qm "Leak"; git rm -q config.txt; git commit -qm "Take it out again"
git rev-parse --short HEAD~1; echo "--- push"; git push origin feature/leak || echo "push ended with $?"`,
    );
    expect(done).toContain("push ended with 1");
    expect(done).toMatch(/remote: .*known-value/);
    const commit = /^([0-9a-f]{7,})$/m.exec(done)?.[1] ?? "none";
    expect(done).toMatch(new RegExp(`remote: .*config\\.txt.*3.*${commit}`));
    expect(done).not.toContain(planted);
    expect(await host.git("owner/over-https.git", "for-each-ref")).toBe(before);
    const asked = (await host.contacts()).slice(contacts);
    expect(asked).toContainEqual(expect.stringContaining("git-upload-pack"));
    expect(asked.filter((line) => /receive-pack/.test(line))).toEqual([]);
  });

  test("what the bottle's rules keep is refused with the rule: another branch, force, a protected path, a deletion", async () => {
    const done = await agent(
      `git clone -q ${host.user}@${HOST}:owner/over-ssh.git copy 2>&1; cd copy; git checkout -q -B main origin/main
git push origin HEAD:refs/heads/release || echo "first $?"
mkdir deploy; echo x >deploy/run.sh; git add .; git commit -qm Deploy; git push origin main || echo "second $?"
git reset -q --hard origin/main; git commit -q --amend -m Other; git push --force origin main || echo "third $?"
git push origin :main || echo "fourth $?"`,
    );
    for (const word of [
      "first 1",
      "second 1",
      "third 1",
      "fourth 1",
      "rule refs",
      "rule protect",
      "rule force",
      "rule delete",
    ])
      expect(done).toContain(word);
    expect(await host.git("owner/over-ssh.git", "for-each-ref", "--format=%(refname)")).toBe(
      "refs/heads/main",
    );
  });

  test("F29 without a pinned host key nothing is forwarded, and the reason is told", async () => {
    const done = await agent(
      `git clone ssh://${host.user}@${HOST}/owner/readable.git copy || echo "ended with $?"`,
    );
    expect(done).toContain("KnownHostKey");
    expect(done).toContain("ended with 128");
  });

  test("F28 B25 a fetch shows what the upstream has now; an upstream that is gone is a failure, never an old answer", async () => {
    await agent(`git clone -q https://${HOST}/owner/over-https.git /tmp/watched`);
    const commit = await host.sh(
      `cd owner/over-https.git && git -c user.name=U -c user.email=u@example.test commit-tree -m "From elsewhere" "$(git mktree </dev/null)"`,
    );
    await host.git("owner/over-https.git", "update-ref", "refs/heads/elsewhere", commit);
    const look =
      "cd /tmp/watched; git fetch origin || echo ended with $?; git log -1 --format=%s origin/elsewhere";
    expect(await agent(look)).toContain("From elsewhere\n");
    await host.sh("touch down");
    try {
      expect(await agent(look)).toMatch(/upstream cannot be reached[^]*ended with [1-9]/);
    } finally {
      await host.sh("rm down");
    }
  });

  test("the agent asks for a waiver of what the gate refused; the operator waives it, and the push goes through from then on", async () => {
    const push = "cd /tmp/waived; git push origin feature/waived || echo ended with $?";
    const refused =
      await agent(`git clone -q ${host.user}@${HOST}:owner/over-ssh.git /tmp/waived; cd /tmp/waived
git checkout -q -b feature/waived; echo 'aws_secret_access_key = "${randomBytes(30).toString("base64")}"' >fixture.txt
git add .; git commit -qm Fixture; ${push}`);
    expect(refused).toContain("ended with 1");
    const fingerprint = /fingerprint (\S+)/.exec(refused)?.[1] ?? "none";
    const decider = deciderOf(world, identity);
    const asked = agent(toolCall("git-gate-block", { fingerprint, justification: "a fixture of the test" }));
    const proposal = await decider.proposed();
    expect(proposal).toMatchObject({ kind: "git-gate-block", change: { fingerprint } });
    await decider.answer(proposal, "push again");
    expect(await asked).toContain("notes: push again");
    const waived = await world.cli(["waive", identity, fingerprint, "--reason", "a fixture of the test"]);
    expect(waived.stderr).toBe(`git-gate lets "${fingerprint}" pass in ${identity} from now on\n`);
    expect(await agent(push)).not.toContain("ended with");
    expect((await world.cli(["logs", identity, "git-gate"])).stdout).toContain("a fixture of the test");
    const wrong = await world.cli(["waive", identity, "not a fingerprint", "--reason", "x"]);
    expect(wrong.code).not.toBe(0);
    expect(wrong.stderr).toContain("fingerprint");
  });

  test("the gate's log says what became of each push, and no value", async () => {
    await agent(`git clone -q ${host.user}@${HOST}:owner/over-ssh.git copy; cd copy; echo ${planted} >x; git add .
git commit -qm x; git push -q origin HEAD:main || true`);
    const log = await world.cli(["logs", identity, "git-gate"]);
    expect(log.stdout).toMatch(/git-gate +DENY +over-ssh refs/);
    expect(log.stdout).not.toContain(planted);
    expect(log.stdout).not.toContain(host.token);
  });
});
