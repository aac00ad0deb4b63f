import { readFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { BottleError } from "@claude-bottle/shared";
import { egressLine } from "../testing/decisions.ts";
import { type Desk, deskWith } from "../testing/desk.ts";
import { fullEnvironment, fullManifest, plainManifest } from "../testing/manifests.ts";
import { type MemoryBackend, memoryBackend, type MemoryOptions } from "../testing/memory-backend.ts";

const full = { files: fullManifest, env: fullEnvironment };
const plain = { files: plainManifest };

test("F13 the preflight names everything that would start, and no value", async () => {
  await using desk = await deskWith(full);
  const { status, out } = await desk.run("start", "reviewer", "--dry-run");
  expect(status).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "Agent        reviewer
    Bottle       work
    Identity     reviewer-aaaaa
    Backend      docker, runtime runc
    Image        the project's agent image
    Workspace    empty
    Env          GREETING, API_TOKEN (asked), NAME_HERE (from NAME_THERE)
    Skills       review
    Git remotes  none
    Hosts        11 hosts allowed (api.anthropic.com, api.example.com, api.github.com, +8 more)
    Routes       api.github.com      /repos/acme  GET         token from GITHUB_TOKEN
                 uploads.github.com  any path     any method  Bearer from GITHUB_TOKEN
                 api.example.com     any path     any method  no credential
    TLS          opened by egress-proxy, then through pipelock
    Data loss    block
    Supervise    off
    Runs         the agent's CLI
    Prompt       Review the change.

    ! uploads.github.com has a credential and no methods, so its API can be written to; add methods: [GET, HEAD] to only read
    "
  `);
  expect(out).not.toContain("canary");
});

test("F15 F16 the plan as JSON has the documented keys, and env_names are those forwarded", async () => {
  await using desk = await deskWith(full);
  const { out } = await desk.run("start", "reviewer", "--dry-run", "--format", "json", "--cwd");
  expect(out).toMatchInlineSnapshot(`
    "{
      "agent": "reviewer",
      "bottle": "work",
      "identity": "reviewer-aaaaa",
      "backend": "docker",
      "runtime": "runc",
      "image": "claude-bottle-agent",
      "resumes": null,
      "derived_image": "claude-bottle-cwd:reviewer-aaaaa",
      "container_name": "claude-bottle-reviewer-aaaaa",
      "env_names": [
        "GREETING",
        "API_TOKEN",
        "NAME_HERE"
      ],
      "skills": [
        "review"
      ],
      "git_remotes": [],
      "git_gate": [],
      "egress": {
        "hosts": [
          "api.anthropic.com",
          "api.example.com",
          "api.github.com",
          "claude.ai",
          "downloads.claude.ai",
          "packages.example.org",
          "platform.claude.com",
          "raw.githubusercontent.com",
          "sentry.io",
          "statsig.anthropic.com",
          "uploads.github.com"
        ],
        "dlp_action": "block",
        "pipelock": true,
        "tls_interception": {
          "by": "egress-proxy",
          "ca_fingerprint": null
        }
      },
      "egress_proxy": [
        {
          "host": "api.github.com",
          "path_allowlist": [
            "/repos/acme"
          ],
          "methods": [
            "GET"
          ],
          "auth": {
            "scheme": "token",
            "token_ref": "GITHUB_TOKEN",
            "slot": 0
          }
        },
        {
          "host": "uploads.github.com",
          "path_allowlist": [],
          "methods": [],
          "auth": {
            "scheme": "Bearer",
            "token_ref": "GITHUB_TOKEN",
            "slot": 0
          }
        },
        {
          "host": "api.example.com",
          "path_allowlist": [],
          "methods": [],
          "auth": null
        }
      ],
      "working_copy": {
        "repository": "none",
        "head": null,
        "remotes": [],
        "unpushed": null,
        "changes": null,
        "unread": []
      },
      "supervise": false,
      "prompt": "Review the change.\\n\\nBe brief."
    }
    "
  `);
  expect(out).not.toMatch(/canary|ssh_hosts|ssh_gate/);
});

test("F15 the JSON form needs a dry run", async () => {
  await using desk = await deskWith(full);
  const { status, err } = await desk.run("start", "reviewer", "--format", "json");
  expect({ status, err }).toMatchInlineSnapshot(`
    {
      "err": "claude-bottle: --format json prints a plan and needs --dry-run [usage]
      Add --dry-run, or leave --format out
    ",
      "status": 2,
    }
  `);
  expect(desk.backend.log).toEqual([]);
});

test.for([
  ["the flag", {}, ["--dry-run"]],
  ["the variable", { CLAUDE_BOTTLE_DRY_RUN: "1" }, ["--yes"]],
] as const)("F14 a dry run by %s launches nothing and leaves no state", async ([, env, flags]) => {
  await using desk = await deskWith({ ...full, env: { ...fullEnvironment, ...env } });
  expect((await desk.run("start", "reviewer", ...flags)).status).toBe(0);
  expect(desk.backend.log).not.toContain("launch");
  expect(await readdir(desk.home)).toEqual(["agents", "bottles"]);
});

test("F14 a dry run is of use without an engine, and says what it did not check", async () => {
  await using desk = await deskWith({ ...plain, unreachable: true });
  const { status, out } = await desk.run("start", "plain", "--dry-run");
  expect(status).toBe(0);
  expect(out).toContain("runtime unknown");
  expect(out).toContain("! No engine of the backend docker answered");
  expect((await desk.run("start", "plain", "--yes")).err).toContain("[engine-unreachable]");
});

describe("the question", () => {
  test.for(["y", "Y", "yes", "YES", " yes "])("F13 %j starts", async (answer) => {
    await using desk = await deskWith({ ...plain, answers: [answer] });
    expect((await desk.run("start", "plain")).status).toBe(0);
    expect(desk.questions).toEqual(["Start it? [y/N] "]);
    expect(desk.backend.log.slice(-3)).toEqual(["launch", "attach", "dispose"]);
  });

  test.for(["", "n", "no", "yep", "ja", "y y", "1"])(
    "F13 %j ends with 0 and leaves nothing",
    async (answer) => {
      await using desk = await deskWith({ ...plain, answers: [answer] });
      const { status, err } = await desk.run("start", "plain");
      expect(status).toBe(0);
      expect(err).toContain("Nothing was started\n");
      expect(desk.backend.log).not.toContain("launch");
      expect(await desk.states()).toEqual([]);
    },
  );

  test("F13 without a terminal and without --yes it is refused with a hint, and nothing is left", async () => {
    await using desk = await deskWith(plain);
    const { status, err } = await desk.run("start", "plain");
    expect(status).toBe(1);
    expect(err.split("\n").slice(-3).join("\n")).toMatchInlineSnapshot(`
      "claude-bottle: There is no terminal to ask whether to start [terminal-required]
        Read the plan above and add --yes, or start from a terminal
      "
    `);
    expect(desk.backend.log).not.toContain("launch");
    expect(await desk.states()).toEqual([]);
  });
});

test("F09 F57 what the engine must have is checked at every start: names first, and before the question", async () => {
  await using desk = await deskWith({ ...plain, answers: ["n"] });
  await desk.run("start", "plain");
  expect(desk.backend.log).toEqual(["taken 12", "validate"]);
});

test("F57 a name in the way ends the start with a pointer to cleanup, before anything is built or asked", async () => {
  await using desk = await deskWith({ ...plain, answers: ["y"], taken: ["claude-bottle-plain-aaaaa"] });
  const { status, err } = await desk.run("start", "plain");
  expect({ status, err, log: desk.backend.log, asked: desk.questions }).toMatchInlineSnapshot(`
    {
      "asked": [],
      "err": "claude-bottle: The engine already has "claude-bottle-plain-aaaaa" [name-taken]
      Run claude-bottle cleanup, then start again
    ",
      "log": [
        "taken 12",
      ],
      "status": 1,
    }
  `);
});

test("F06 an unknown agent is an error before the engine is spoken to", async () => {
  await using desk = await deskWith({ ...plain, answers: ["y"] });
  const { status, err } = await desk.run("start", "plian");
  expect({ status, err }).toMatchInlineSnapshot(`
    {
      "err": "claude-bottle: Cannot find the agent "plian" [unknown-agent]
      Did you mean "plain"?
    ",
      "status": 1,
    }
  `);
  expect(desk.backend.log).toEqual([]);
});

test("F06 an agent whose bottle does not exist is an error with its line", async () => {
  const lost = { ".claude-bottle/agents/lost.md": "---\nbottle: nowhere\n---\n" };
  await using desk = await deskWith({ files: { ...plainManifest, ...lost }, answers: ["y"] });
  const { status, err } = await desk.run("start", "lost");
  expect({ status, err }).toMatchInlineSnapshot(`
    {
      "err": "claude-bottle: <root>/.claude-bottle/agents/lost.md:2: The agent "lost" names the unknown bottle "nowhere" [unknown-bottle]
      Use one of: plain
    ",
      "status": 1,
    }
  `);
  expect(desk.backend.log).toEqual([]);
});

test("F07 a skill that is not there is an error before the question", async () => {
  const { [".claude/skills/review/SKILL.md"]: _, ...files } = fullManifest;
  await using desk = await deskWith({ ...full, files, answers: ["y"] });
  const { status, err } = await desk.run("start", "reviewer");
  expect({ status, err }).toMatchInlineSnapshot(`
    {
      "err": "claude-bottle: The skill "review" is not at "<root>/.claude/skills/review" [skill-missing]
      Put its directory there, or take it out of the agent's skills
    ",
      "status": 1,
    }
  `);
  expect(desk.questions).toEqual([]);
});

test("F03 a missing variable of the host is an error before the question, and leaves nothing", async () => {
  await using desk = await deskWith({ files: fullManifest, answers: ["y"] });
  const { status, err } = await desk.run("start", "reviewer");
  expect({ status, err }).toMatchInlineSnapshot(`
    {
      "err": "claude-bottle: The bottle takes "NAME_THERE" from this machine, where it is not set [env-missing]
      Export NAME_THERE, or take it out of the bottle's env
    ",
      "status": 1,
    }
  `);
  expect(desk.questions).toEqual([]);
  expect(await desk.states()).toEqual([]);
});

test("F38 a token that is missing ends the launch, names its reference and leaves nothing", async () => {
  const env = { NAME_THERE: "canary-from-host" };
  await using desk = await deskWith({ files: fullManifest, env, answers: ["y", "typed"] });
  const { status, err } = await desk.run("start", "reviewer");
  expect(status).toBe(1);
  expect(err.split("\n").slice(-3).join("\n")).toMatchInlineSnapshot(`
    "claude-bottle: No credential came from "GITHUB_TOKEN": it is not set [token-missing]
      Export the variable before the start
    "
  `);
  expect(desk.backend.log).not.toContain("launch");
  expect(await desk.states()).toEqual([]);
});

test("F02 F38 B43 the launch gets every value as a secret, and nothing printed or written has one", async () => {
  let state = "";
  await using desk = await deskWith({
    ...full,
    answers: ["y", "canary-typed"],
    session: async () => {
      const directory = join(desk.home, "state", "reviewer-aaaaa");
      for (const name of await readdir(directory)) state += await readFile(join(directory, name), "utf8");
      return 0;
    },
  });
  const { status, out, err } = await desk.run("start", "reviewer");
  expect(status).toBe(0);
  const [{ plan, secrets } = { plan: null, secrets: null }] = desk.backend.launched;
  expect([...(secrets?.env ?? [])].map(([name, secret]) => [name, secret.reveal()])).toEqual([
    ["NAME_HERE", "canary-from-host"],
    ["API_TOKEN", "canary-typed"],
  ]);
  expect(secrets?.slots.map((slot) => slot.reveal())).toEqual(["canary-of-github"]);
  const shown = [out, err, state, JSON.stringify([plan, secrets]), inspect([plan, secrets], { depth: 9 })];
  expect(shown.join("\n")).not.toContain("canary");
  expect(state).toContain("reviewer-aaaaa");
});

test("F60 the prompt is in the plan as the agent's file has it, and empty where it has none", async () => {
  await using desk = await deskWith({ files: { ...fullManifest, ...plainManifest }, env: fullEnvironment });
  const prompt = async (agent: string): Promise<unknown> =>
    JSON.parse((await desk.run("start", agent, "--dry-run", "--format", "json")).out).prompt;
  expect(await prompt("reviewer")).toBe("Review the change.\n\nBe brief.");
  expect(await prompt("plain")).toBe("");
});

describe("state", () => {
  const preserved = (desk: { home: string }): string => join(desk.home, "state", "plain-aaaaa");

  test("F53 metadata is written before the launch, for its owner only", async () => {
    let text = "";
    let modes: number[] = [];
    await using desk = await deskWith({
      ...plain,
      launch: async () => {
        const directory = preserved(desk);
        text = await readFile(join(directory, "metadata.json"), "utf8");
        const stats = await Promise.all([stat(directory), stat(join(directory, "metadata.json"))]);
        modes = stats.map(({ mode }) => mode & 0o777);
      },
    });
    await desk.run("start", "plain", "--yes", "--cwd");
    expect(modes).toEqual([0o700, 0o600]);
    expect(JSON.parse(text)).toEqual({
      identity: "plain-aaaaa",
      agent: "plain",
      backend: "docker",
      cwd: join(desk.root, "work"),
      copy_cwd: true,
      mount_cwd: false,
      started_at: "2026-01-02T03:04:05.000Z",
    });
  });

  test("at its end a session says what was refused, and the command that explains it", async () => {
    await using desk = await deskWith({ ...plain, logs: [egressLine(), egressLine({ verdict: "allow" })] });
    const { err } = await desk.run("start", "plain", "--yes");
    expect(err).toContain(
      "Refused in this session:\n  host: 1 request, e.g. claude-bottle explain GET https://new.example/a --agent plain\n",
    );
    expect(err).not.toContain("is kept");
  });

  test("F55 F61 B07 B08 a session that ends with 0 leaves no state and no hint", async () => {
    await using desk = await deskWith(plain);
    const { status, err } = await desk.run("start", "plain", "--yes");
    expect(status).toBe(0);
    expect(await desk.states()).toEqual([]);
    expect(err).not.toMatch(/kept|resume/);
    expect(desk.backend.log.join()).not.toContain("snapshot");
  });

  test.for([1, 7, 130, 255])(
    "F55 F61 a session that ends with %i does so for the command, and is kept",
    async (code) => {
      await using desk = await deskWith({ ...plain, session: async () => code });
      const { status, err } = await desk.run("start", "plain", "--yes");
      expect(status).toBe(code);
      expect(await desk.states()).toEqual(["plain-aaaaa"]);
      expect(err).toContain(
        `is kept in <root>/.claude-bottle/state/plain-aaaaa, because the session ended with ${code}`,
      );
      expect(err.indexOf("claude-bottle resume plain-aaaaa\n")).toBeGreaterThan(err.indexOf("Tear down"));
    },
  );

  test("F55 F56 B09 a marker keeps the state of a clean end, and a stale one is cleared at launch", async () => {
    const marker = ".claude-bottle/state/plain-aaaaa/.preserve";
    await using stale = await deskWith({ files: { ...plainManifest, [marker]: "" } });
    await stale.run("start", "plain", "--yes");
    expect(await stale.states()).toEqual([]);
    await using desk = await deskWith({
      ...plain,
      session: async () => {
        await writeFile(join(preserved(desk), ".preserve"), "");
        return 0;
      },
    });
    const { status, err } = await desk.run("start", "plain", "--yes");
    expect(status).toBe(0);
    expect(await desk.states()).toEqual(["plain-aaaaa"]);
    expect(err).toContain("because a change of its image waits for the next start");
  });

  test("B07 a launch that fails keeps nothing, for nothing ran", async () => {
    await using desk = await deskWith({
      ...plain,
      launch: async () => Promise.reject(new Error("no space left")),
    });
    const { status, err } = await desk.run("start", "plain", "--yes");
    expect(status).toBe(1);
    expect(err).toContain("no space left [internal]");
    expect(await desk.states()).toEqual([]);
  });
});

describe("signals", () => {
  test.for([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const)(
    "F10 %s during the session tears down and ends with %i; a second one changes nothing",
    async ([name, code]) => {
      await using desk = await deskWith({
        ...plain,
        session: async () => {
          desk.signals.emit(name, name);
          desk.signals.emit(name, name);
          return await new Promise<never>(() => {});
        },
      });
      const { status, err } = await desk.run("start", "plain", "--yes");
      expect(status).toBe(code);
      expect(desk.backend.log.slice(-3)).toEqual([
        "attach",
        "snapshot plain-aaaaa /home/agent/.claude/projects",
        "dispose",
      ]);
      expect(err).toContain("again\n");
      expect(desk.signals.listenerCount(name)).toBe(0);
    },
  );

  test("F10 a signal during the launch is handed to the backend, and nothing is kept", async () => {
    await using desk = await deskWith({
      ...plain,
      launch: async (signal) => {
        desk.signals.emit("SIGINT", "SIGINT");
        signal.throwIfAborted();
      },
    });
    const { status, err } = await desk.run("start", "plain", "--yes");
    expect(status).toBe(130);
    expect(err).toContain("claude-bottle: Interrupted by SIGINT [interrupted]\n");
    expect(desk.backend.log).not.toContain("attach");
    expect(await desk.states()).toEqual([]);
  });
});

test("a detached bottle is left running, its identity is the result, its state stays", async () => {
  await using desk = await deskWith(plain);
  const { status, out } = await desk.run("start", "plain", "--yes", "--detach");
  expect({ status, out }).toEqual({ status: 0, out: "plain-aaaaa\n" });
  expect(desk.backend.log.slice(-2)).toEqual(["launch", "detach"]);
  expect(await desk.states()).toEqual(["plain-aaaaa"]);
});

test("a detached bottle whose command cannot be run is torn down and leaves no state", async () => {
  await using desk = await deskWith({ ...plain, detach: () => Promise.reject(new Error("no such file")) });
  const { status, out, err } = await desk.run("start", "plain", "--yes", "--detach", "--", "nothing");
  expect({ status, out }).toEqual({ status: 1, out: "" });
  expect(err).toContain("claude-bottle: no such file [internal]\n");
  expect(desk.backend.log.slice(-2)).toEqual(["detach", "dispose"]);
  expect(await desk.states()).toEqual([]);
});

test.for([
  [["--detach"], "nothing until claude-bottle exec"],
  [["--detach", "--prompt", "Say hi"], "in the background: one turn: Say hi"],
  [["--detach", "--", "make", "all"], "in the background: make all"],
  [["--", "make", "all"], "make all"],
] as const)("the preflight of start with %j says what runs", async ([flags, says]) => {
  await using desk = await deskWith(plain);
  const { err } = await desk.run("start", "plain", "--yes", ...flags);
  expect(/^Runs +(.*)$/m.exec(err)?.[1]).toBe(says);
});

describe("which backend", () => {
  describe("where no engine answers", () => {
    const unreachable = { ...plain, unreachable: true };
    const withLocal = (desk: Desk, options: MemoryOptions = {}): MemoryBackend => {
      const local = { ...memoryBackend(options), name: "local" };
      Object.assign(desk.context, { backends: { ...desk.context.backends, local: () => local } });
      return local;
    };

    test("F08 the next backend is taken by itself, and the preflight says so and what it does not give", async () => {
      await using desk = await deskWith(unreachable);
      const local = withLocal(desk);
      const { status, err } = await desk.run("start", "plain", "--yes");
      expect(status).toBe(0);
      expect(err).toMatch(/^Backend +local, runtime runc$/m);
      expect(err).toContain("! The backend docker is not used: No engine answers: connect ENOENT\n");
      expect(err).toContain("! The backend local gives no image of its own and no kernel of its own");
      expect(local.log).toContain("launch");
    });

    test("F08 what it cannot carry out names the engine as a way out too; a dry run only notes it", async () => {
      await using desk = await deskWith(unreachable);
      const validate = (): never => {
        throw new BottleError("not-available", "No images here", { hint: "Take it out" });
      };
      withLocal(desk, { validate });
      expect((await desk.run("start", "plain", "--yes")).err).toBe(
        "claude-bottle: No images here [not-available]\n  Take it out\n  The backend docker is not used: No engine answers: connect ENOENT\n",
      );
      const dry = await desk.run("start", "plain", "--dry-run");
      expect(dry.status).toBe(0);
      expect(dry.out).toContain("! It would not start: No images here\n");
    });

    test("F58 where none does, the first one says why", async () => {
      await using desk = await deskWith(unreachable);
      withLocal(desk, { unreachable: true });
      const { status, err } = await desk.run("start", "plain", "--yes");
      expect(status).toBe(1);
      expect(err).toContain("No engine answers: connect ENOENT [engine-unreachable]");
    });
  });

  test("F08 an engine that answers is taken before the machine itself", async () => {
    await using desk = await deskWith(plain);
    Object.assign(desk.context, { backends: { ...desk.context.backends, local: () => memoryBackend({}) } });
    await desk.run("start", "plain", "--yes");
    expect(desk.backend.log).toContain("launch");
  });

  test.for([
    [
      ["--backend", "podman"],
      {},
      'claude-bottle: --backend names no backend: "podman" [unknown-backend]\n  Use one of: docker\n',
    ],
    [
      [],
      { CLAUDE_BOTTLE_BACKEND: "podman" },
      'claude-bottle: CLAUDE_BOTTLE_BACKEND names no backend: "podman" [unknown-backend]\n  Use one of: docker\n',
    ],
  ] as const)("F08 %j %j is refused with the known ones", async ([flags, env, refusal]) => {
    await using desk = await deskWith({ ...plain, env });
    const { status, err } = await desk.run("start", "plain", "--yes", ...flags);
    expect({ status, err }).toEqual({ status: 1, err: refusal });
    expect(desk.backend.log).toEqual([]);
  });

  test("F08 the flag goes before the variable", async () => {
    await using desk = await deskWith({ ...plain, env: { CLAUDE_BOTTLE_BACKEND: "podman" } });
    expect((await desk.run("start", "plain", "--yes", "--backend", "docker")).status).toBe(0);
  });
});

test("F11 the runtime that the engine will use is shown", async () => {
  await using desk = await deskWith({ ...plain, runtime: "runsc" });
  expect((await desk.run("start", "plain", "--dry-run")).out).toContain("docker, runtime runsc\n");
});

test("a repository's agent in place of the home's is pointed out", async () => {
  const own = { "work/.claude-bottle/agents/plain.md": "---\nbottle: plain\n---\nOwn.\n" };
  await using desk = await deskWith({ files: { ...plainManifest, ...own } });
  const { out } = await desk.run("start", "plain", "--dry-run");
  expect(out).toContain('! The agent "plain" is that of this directory (<root>/work/');
});

test("B38 one broken file stops only the agents that use it", async () => {
  const broken = { ".claude-bottle/bottles/broken.md": "---\nenvv: {}\n---\n" };
  await using desk = await deskWith({ files: { ...plainManifest, ...broken } });
  expect((await desk.run("start", "plain", "--yes")).status).toBe(0);
});

describe("a bottle with git entries", () => {
  const gitManifest = (identity: string): Record<string, string> => ({
    ".claude-bottle/bottles/git.md": `---\negress_proxy: {}\ngit:\n  - { Name: app, Upstream: "git@git.example.com:a/b.git", IdentityFile: ${identity} }\n---\n`,
    ".claude-bottle/agents/git.md": "---\nbottle: git\n---\n",
  });

  test("F29 a key that is not there ends the start before the question, naming entry and path", async () => {
    await using desk = await deskWith({ files: gitManifest("~/.ssh/none"), answers: ["y"] });
    const { status, err } = await desk.run("start", "git");
    expect({ status, err }).toMatchInlineSnapshot(`
      {
        "err": "claude-bottle: Could not read the IdentityFile "<root>/.ssh/none" of the git entry "app" [file-missing]
        Check the path; there is no such file
      ",
        "status": 1,
      }
    `);
    expect(desk.questions).toEqual([]);
    expect(desk.backend.log).toEqual([]);
  });

  test("F29 with everything in place it starts, with the key read after the yes", async () => {
    await using desk = await deskWith({ files: gitManifest("~/key"), answers: ["y"] });
    const label = "PRIVATE KEY";
    await writeFile(join(desk.root, "key"), `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`, {
      mode: 0o600,
    });
    expect((await desk.run("start", "git")).status).toBe(0);
    const { keys } = desk.backend.launched[0]?.secrets ?? {};
    expect(keys?.get("app")?.reveal()).toContain("AAAA");
    expect(JSON.stringify([...(keys ?? [])])).not.toContain("AAAA");
  });

  test("F29 info shows the remotes and what may be pushed", async () => {
    await using desk = await deskWith({ files: gitManifest("~/.ssh/none") });
    expect((await desk.run("info", "git")).out).toContain(
      "no host key is pinned: the gate refuses to fetch and to push",
    );
    const json: unknown = JSON.parse((await desk.run("info", "git", "--format", "json")).out);
    expect(json).toMatchObject({
      git_remotes: [{ name: "app", upstream: "git@git.example.com:a/b.git" }],
      git_gate: [{ name: "app", known_host_key: null, push: { refs: null, force: false } }],
    });
  });
});

test("F17 with --cwd the preflight says what is in the repository of the directory", async () => {
  await using desk = await deskWith({
    files: {
      ...plainManifest,
      "work/.git/HEAD": "ref: refs/heads/main\n",
      "work/.git/config": "",
      "work/a": "",
    },
  });
  expect((await desk.run("start", "plain", "--cwd", "--dry-run")).out).toMatch(
    /^Repository +branch main without a commit, 1 uncommitted file$/m,
  );
  expect((await desk.run("start", "plain", "--dry-run")).out).not.toContain("Repository");
});
