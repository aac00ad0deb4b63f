import { execFile } from "node:child_process";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { deskWith, type Desk } from "../testing/desk.ts";
import { ecosystems, ecosystemsOf } from "../init/ecosystems.ts";
import { forgeApi } from "../init/forge-api.ts";

const run = promisify(execFile);

async function repository(desk: Desk, remote: string): Promise<void> {
  const dir = join(desk.root, "work");
  await run("git", ["init", "-q", dir]);
  await run("git", ["-C", dir, "remote", "add", "origin", remote]);
}

const read = (desk: Desk, path: string): Promise<string> => readFile(join(desk.home, path), "utf8");

describe("init", () => {
  test("writes a bottle and an agent from what is found, and both load", async () => {
    await using desk = await deskWith({
      files: { "work/package.json": "{}", "work/go.mod": "" },
      env: { CLAUDE_CODE_OAUTH_TOKEN: "canary-of-claude" },
      answers: ["", "", "", "", "", "", "yes"],
    });
    await repository(desk, "https://github.com/acme/app.git");
    const { status, err } = await desk.run("init");
    expect(status).toBe(0);
    expect(err).not.toContain("canary");
    expect(desk.questions).toMatchInlineSnapshot(`
      [
        "Name of the bottle and its agent [work] ",
        "May it push branches agent/* to https://github.com/acme/app.git, through git-gate? [Y/n] ",
        "Variable that holds the token for it [GITHUB_TOKEN] ",
        "May it read api.github.com/repos/acme/app (GET only, no credential)? [Y/n] ",
        "May it reach registry.npmjs.org, proxy.golang.org, sum.golang.org? [Y/n] ",
        "May it propose changes of these rules to you (nothing holds until you approve)? [Y/n] ",
        "Write both? [y/N] ",
      ]
    `);
    expect(await read(desk, "bottles/work.md")).toMatchInlineSnapshot(`
      "---
      # yaml-language-server: $schema=../schema/bottle.json
      egress:
        pipelock: false
        allowlist:
          - registry.npmjs.org
          - proxy.golang.org
          - sum.golang.org
      egress_proxy:
        routes:
          - host: api.anthropic.com
            auth: { scheme: Bearer, token_ref: CLAUDE_CODE_OAUTH_TOKEN }
          - host: api.github.com
            path_allowlist: [ /repos/acme/app ]
            methods: [ GET ]
      git:
        - Name: app
          Upstream: https://github.com/acme/app.git
          TokenRef: GITHUB_TOKEN
          Push: { refs: [ agent/* ], tags: false }
      supervise: true
      ---

      What the agent \`work\` may reach. Everything else is refused, with the reason.
      "
    `);
    expect(await read(desk, "agents/work.md")).toMatchInlineSnapshot(`
      "---
      # yaml-language-server: $schema=../schema/agent.json
      bottle: work
      ---

      You work in a bottle: what leaves it is filtered, and a refusal says why and what to do.
      "
    `);
    expect((await stat(join(desk.home, "bottles/work.md"))).mode & 0o777).toBe(0o600);
    expect((await desk.run("validate")).out).toBe("Bottles: 1, agents: 1, no errors\n");
    expect(err.slice(err.indexOf("Written"))).toMatchInlineSnapshot(`
      "Written. Next:
        Set GITHUB_TOKEN to a token for https://github.com/acme/app.git
        Look at what would run: claude-bottle start work --cwd --dry-run
        Start it: claude-bottle start work --cwd
      "
    `);
  });

  test("no to everything leaves the least there is, and no at the end writes nothing", async () => {
    const answers = ["tiny", "n", "n", "n", "n", ""];
    await using desk = await deskWith({ files: { "work/package.json": "{}" }, answers });
    await repository(desk, "git@github.com:acme/app.git");
    const { err } = await desk.run("init");
    expect(err).toContain("Nothing was written\n");
    expect(err).toContain("no credential is set; make one with `claude setup-token`");
    expect((await desk.run("list")).out).not.toContain("tiny");
  });

  test("a remote over ssh gets the key that the user has pinned", async () => {
    await using desk = await deskWith({ files: { ".ssh/id_ed25519": "x", "work/x": "" } });
    const key = join(desk.root, "host");
    await run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
    const [type = "", blob = ""] = (await readFile(`${key}.pub`, "utf8")).split(" ");
    await writeFile(join(desk.root, ".ssh/known_hosts"), `[git.example.com]:2222 ${type} ${blob}\n`);
    await repository(desk, "ssh://git@git.example.com:2222/acme/app.git");
    expect((await desk.run("init", "--yes")).status).toBe(0);
    const bottle = await read(desk, "bottles/work.md");
    expect(bottle).toContain(`KnownHostKey: ${type} ${blob}`);
    expect(bottle).toContain("IdentityFile: ~/.ssh/id_ed25519");
    expect((await desk.run("validate")).status).toBe(0);
  });

  test("a token in the remote's address is neither shown nor written", async () => {
    await using desk = await deskWith();
    await repository(desk, "https://canary@git.example.com/acme/app.git");
    const { err } = await desk.run("init", "--yes");
    expect(err + (await read(desk, "bottles/work.md"))).not.toContain("canary");
  });

  test("nothing is overwritten: the proposed name is free, a taken one is refused", async () => {
    await using desk = await deskWith();
    await desk.run("init", "--yes");
    expect((await desk.run("init", "--yes")).err).toContain("bottles/work-2.md");
    const { status, err } = await desk.run("init", "work", "--yes");
    expect(status).toBe(1);
    expect(err).toContain("exists already; nothing was written");
  });

  test("a name that no file may have is refused before anything is written", async () => {
    await using desk = await deskWith();
    expect((await desk.run("init", "../up", "--yes")).status).toBe(1);
    expect((await desk.run("list")).out).not.toContain("up");
  });

  test("without a terminal it needs --yes", async () => {
    await using desk = await deskWith();
    expect((await desk.run("init")).err).toContain("[terminal-required]");
  });
});

test("a language is known by any of its files", () => {
  for (const { name, markers } of ecosystems)
    for (const marker of markers)
      expect(ecosystemsOf(["x", marker]).map((each) => each.name)).toContain(name);
  expect(ecosystemsOf(["README.md"])).toEqual([]);
});

test.for([
  ["github.com", "acme/app", "api.github.com/repos/acme/app"],
  ["gitlab.com", "a/b/c", "gitlab.com/api/v4/projects/a%2Fb%2Fc"],
  ["__proto__", "a/b", null],
  ["git.example.com", "a/b", null],
] as const)("the API of %s about %s", ([host, repository, expected]) => {
  const api = forgeApi(host, repository);
  expect(api === null ? null : `${api.host}${api.path}`).toBe(expected);
});
