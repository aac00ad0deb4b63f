import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeOnEach } from "../world/backend-kinds.ts";
import { run } from "../world/docker-cli.ts";
import { shownOf } from "../world/shown-of.ts";
import { startSession } from "../world/session.ts";
import { createWorld } from "../world/world.ts";

const plain = "egress: { pipelock: false }\negress_proxy: { routes: [] }";

describeOnEach("what an agent finds in its bottle", { timeout: 300_000 }, (backend) => {
  test("F01 F03 F04 a literal with a newline and a value from the host are in the environment, the latter in no inspect output", async () => {
    await using world = await createWorld({ backend, env: { HOST_SIDE: "host-side-value-123" } });
    await world.bottle("b", `${plain}\nenv:\n  LITERAL: "one\\ntwo"\n  FROM_HOST: "\${HOST_SIDE}"`);
    await world.agent("a", "bottle: b");
    const session = await startSession(world, "a");
    const seen = await session.run('printf "%s|%s" "$LITERAL" "$FROM_HOST"');
    const shown = (await shownOf(world, session.identity)).join("\n");
    await session[Symbol.asyncDispose]();

    expect(seen).toBe("one\ntwo|host-side-value-123");
    expect(shown).not.toContain("host-side-value-123");
    expect(session.notices()).not.toContain("host-side-value-123");
    expect(await world.objects(session.identity)).toEqual([]);
  });

  test("F07 F59 F60 skills and prompt are there, owned by the agent's user, the prompt private", async () => {
    await using world = await createWorld({ backend });
    const skill = join(world.userHome, ".claude/skills/tidy");
    await mkdir(skill, { recursive: true });
    await writeFile(join(skill, "SKILL.md"), "---\nname: tidy\ndescription: tidies\n---\nTidy up.\n");
    await world.bottle("b", plain);
    await world.agent("a", "bottle: b\nskills: [tidy]", "Be brief.\n");
    await world.agent("bare", "bottle: b");

    const full = await world.shell(
      "a",
      "cd; stat -c '%U %a %n' .claude-bottle-prompt.txt .claude/skills/tidy/SKILL.md; cat .claude-bottle-prompt.txt",
    );
    const bare = await world.shell(
      "bare",
      "cd; stat -c '%U %a %s' .claude-bottle-prompt.txt; ls .claude/skills 2>/dev/null | wc -l",
    );

    expect(full.stdout).toMatch(
      /^agent 600 \.claude-bottle-prompt\.txt\nagent \d+ \.claude\/skills\/tidy\/SKILL\.md\nBe brief\.\s*$/,
    );
    expect(bare.stdout).toBe("agent 600 0\n0\n");
  });

  test("F17 --cwd copies the directory with its .git, and git works inside; the host's copy is not touched", async () => {
    await using world = await createWorld({ backend });
    const git = (...args: string[]) =>
      run("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: world.cwd, env: world.env });
    await git("init", "-q", "-b", "main");
    await writeFile(join(world.cwd, "file.txt"), "content\n");
    await symlink("/etc/passwd", join(world.cwd, "outside"));
    await git("add", ".");
    await git("commit", "-qm", "first");
    await world.bottle("b", plain);
    await world.agent("a", "bottle: b");

    const ended = await world.shell(
      "a",
      "cat file.txt; readlink outside; stat -c %U file.txt; git log --format=%s; echo more >> file.txt; git -c user.name=x -c user.email=x@x commit -qam second && git log --format=%s | head -1; pwd",
      { flags: ["--cwd"] },
    );

    expect(ended.stdout).toBe("content\n/etc/passwd\nagent\nfirst\nsecond\n/home/agent/work\n");
    expect((await git("log", "--format=%s")).stdout).toBe("first\n");
  });

  test("F24 F43 the interceptor's certificate is trusted everywhere, its key nowhere, and no dotfile holds a credential", async () => {
    await using world = await createWorld({ backend, env: { TOKEN: "token-canary-0123456789" } });
    await world.bottle(
      "b",
      "egress: { pipelock: false }\negress_proxy:\n  routes: [{ host: api.example.test, auth: { scheme: Bearer, token_ref: TOKEN } }]",
    );
    await world.agent("a", "bottle: b");

    const ended = await world.shell(
      "a",
      `
ca=/usr/local/share/ca-certificates/claude-bottle-mitm-ca.crt
openssl x509 -in $ca -noout -fingerprint -sha256 2>/dev/null || python3 -c "
import ssl,hashlib; d=ssl.PEM_cert_to_DER_cert(open('$ca').read()); print(hashlib.sha256(d).hexdigest())"
tail -n +2 $ca | head -1 > /tmp/first; grep -qFf /tmp/first /etc/ssl/certs/ca-certificates.crt && echo "in the store"
[ "$NODE_EXTRA_CA_CERTS" = $ca ] && [ -r "$SSL_CERT_FILE" ] && [ -r "$REQUESTS_CA_BUNDLE" ] && [ -r "$GIT_SSL_CAINFO" ] && [ -r "$CURL_CA_BUNDLE" ] && echo "paths agree"
grep -rlI '^-----BEGIN .*PRIVATE KEY' /etc /usr/local/share /home/agent /tmp /run 2>/dev/null; echo "keys listed"
ls -A ~ | grep -E '^\\.(netrc|npmrc|git-credentials|pypirc|gitconfig)$'; echo "dotfiles listed"`,
    );

    expect(ended.stdout).toContain("in the store\npaths agree\nkeys listed\ndotfiles listed\n");
    const fingerprints = ended.stderr.match(/(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/g) ?? [];
    expect(fingerprints).toHaveLength(1);
    expect(ended.stdout.toUpperCase().replaceAll(":", "")).toContain(
      (fingerprints[0] ?? "none").replaceAll(":", ""),
    );
  });

  test("F61 the exit code is the session's, and bytes pass unchanged in both directions", async () => {
    await using world = await createWorld({ backend });
    await world.bottle("b", plain);
    await world.agent("a", "bottle: b");
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, n) => (n * 7) % 256));
    const sum = (await run("sha256sum", [], { input: bytes, env: world.env })).stdout;

    const ended = await world.cli(
      ["start", "a", "--yes", "--", "bash", "-c", "sha256sum; echo to-stderr >&2; exit 42"],
      { input: bytes },
    );

    expect(ended.stdout).toBe(sum);
    expect(ended.stderr).toContain("to-stderr");
    expect(ended.code).toBe(42);
  });

  test("F55 F53 B07 B08 a clean end leaves no state and no hint, another end keeps it", async () => {
    await using world = await createWorld({ backend });
    await world.bottle("b", plain);
    await world.agent("a", "bottle: b");
    const states = async (): Promise<string> =>
      (await run("sh", ["-c", `ls ${world.home}/state 2>/dev/null`], { env: world.env })).stdout;

    const clean = await world.shell("a", "true");
    expect(await states()).toBe("");
    const failed = await world.shell("a", "exit 3");

    expect(clean.stderr).not.toContain("resume");
    expect(await states()).toMatch(/^a-[0-9a-z]{5}\n$/);
    const kept = JSON.parse(
      (await run("sh", ["-c", `cat ${world.home}/state/*/metadata.json`], { env: world.env })).stdout,
    ) as object;
    expect(kept).toMatchObject({ agent: "a", backend });
    expect(failed.code).toBe(3);
  });

  test("F52 F10 B05 B06 two bottles of one agent in one directory run at once and share nothing", async () => {
    await using world = await createWorld({ backend });
    await world.bottle("b", plain);
    await world.agent("a", "bottle: b");

    const both = await Promise.all([
      world.cli(["start", "a", "--yes", "--detach"]),
      world.cli(["start", "a", "--yes", "--detach"]),
    ]);
    const [one = "", two = ""] = both.map((started) => started.stdout.trim());
    const answers = await Promise.all(
      [one, two].map((identity) =>
        world.cli([
          "exec",
          identity,
          "--",
          "bash",
          "-c",
          "curl -sS https://api.example.test/; cat $NODE_EXTRA_CA_CERTS; getent hosts egress-proxy",
        ]),
      ),
    );
    const listed = await world.cli(["list", "--format", "json"]);
    await Promise.all([one, two].map((identity) => world.cli(["stop", identity])));

    expect(one).not.toBe(two);
    expect(answers[0]?.stdout).toContain("egress-proxy (host)");
    expect(answers[0]?.stdout).not.toBe(answers[1]?.stdout);
    expect(listed.stdout).toContain(one);
    expect(listed.stdout).toContain(two);
    for (const identity of [one, two]) expect(await world.objects(identity)).toEqual([]);
  });
});
