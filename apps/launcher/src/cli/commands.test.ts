import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Leftover, RunningBottle } from "../backend/backend.ts";
import { egressLine } from "../testing/decisions.ts";
import { deskWith } from "../testing/desk.ts";
import { fullEnvironment, fullManifest, plainManifest } from "../testing/manifests.ts";
import { commands } from "./commands.ts";

const running: RunningBottle = {
  identity: "plain-zzzzz",
  agent: "plain",
  bottle: "plain",
  cwd: "/work",
  startedAt: "2026-01-02T03:04:05.000Z",
  parts: [{ name: "claude-bottle-plain-zzzzz", state: "running" }],
};

const leftover = (kind: Leftover["kind"], name: string): Leftover => ({
  kind,
  id: `id-${name}`,
  name,
  identity: "old-00000",
  state: kind === "container" ? "exited" : "",
});

const leftovers = [
  leftover("image", "claude-bottle-cwd:old-00000"),
  leftover("network", "claude-bottle-net-old-00000"),
  leftover("volume", "claude-bottle-pipelock-old-00000-config"),
  leftover("container", "claude-bottle-old-00000"),
];

const kept = {
  ".claude-bottle/state/gone-00000/metadata.json": JSON.stringify({
    identity: "gone-00000",
    agent: "plain",
    backend: "docker",
    cwd: "/work",
    copy_cwd: false,
    started_at: "2026-01-01T00:00:00.000Z",
  }),
};

test("list shows agents, running bottles and kept state", async () => {
  await using desk = await deskWith({
    files: { ...fullManifest, ...plainManifest, ...kept },
    running: [running],
  });
  expect((await desk.run("list")).out).toMatchInlineSnapshot(`
    "Agents
      plain     plain
      reviewer  work   Reads changes

    Running
      plain-zzzzz  plain  2026-01-02T03:04:05.000Z  /work

    Kept
      gone-00000  2026-01-01T00:00:00.000Z  /work  claude-bottle resume gone-00000
    "
  `);
  const json = JSON.parse((await desk.run("list", "--format", "json")).out);
  expect(Object.keys(json)).toEqual(["agents", "running", "kept"]);
  expect(json.kept[0].started_at).toBe("2026-01-01T00:00:00.000Z");
});

test("F18 info shows what an agent would get, without an engine", async () => {
  await using desk = await deskWith({ files: fullManifest, unreachable: true });
  expect((await desk.run("info", "reviewer")).out).toMatchInlineSnapshot(`
    "Agent        reviewer
    Bottle       work
    Env          GREETING, API_TOKEN, NAME_HERE
    Skills       review
    Git remotes  none
    Hosts        api.anthropic.com
                 api.example.com
                 api.github.com
                 claude.ai
                 downloads.claude.ai
                 packages.example.org
                 platform.claude.com
                 raw.githubusercontent.com
                 sentry.io
                 statsig.anthropic.com
                 uploads.github.com
    Routes       api.github.com      /repos/acme  GET         token from GITHUB_TOKEN
                 uploads.github.com  any path     any method  Bearer from GITHUB_TOKEN
                 api.example.com     any path     any method  no credential
    Supervise    off

    Review the change.

    Be brief.
    "
  `);
  const json = JSON.parse((await desk.run("info", "reviewer", "--format", "json")).out);
  expect(Object.keys(json)).toEqual([
    "agent",
    "bottle",
    "env_names",
    "skills",
    "git_remotes",
    "git_gate",
    "hosts",
    "routes",
    "supervise",
    "prompt",
  ]);
});

test("F18 info shows the remotes of a bottle that this version cannot start yet", async () => {
  const bottle =
    "---\ngit:\n  - { Name: origin, Upstream: https://git.example.com/a/b.git }\nsupervise: true\n---\n";
  await using desk = await deskWith({
    files: { ...plainManifest, ".claude-bottle/bottles/plain.md": bottle },
  });
  const { out } = await desk.run("info", "plain");
  expect(out).toContain("Git remotes  origin  https://git.example.com/a/b.git\n");
  expect(out).toContain("Supervise    on\n");
});

test("what a repository's file says cannot steer the terminal, or say what nobody sees", async () => {
  const agent = '---\nbottle: plain\ndescription: "\\e[2J\\u200b"\n---\nA\u001b]0;x\u0007\u200b\u{e0041}\n';
  await using desk = await deskWith({
    files: { ...plainManifest, "work/.claude-bottle/agents/odd.md": agent },
  });
  for (const argv of [["list"], ["info", "odd"], ["start", "odd", "--dry-run"]]) {
    const { status, out, err } = await desk.run(...argv);
    expect(status).toBe(0);
    expect(out + err).not.toMatch(/[^\P{Cc}\n]|\p{Default_Ignorable_Code_Point}/u);
  }
});

describe("validate", () => {
  const broken = { ".claude-bottle/bottles/broken.md": "---\nenv: {}\nsupervize: true\n---\n" };

  test("names file and line of each error on stdout and ends with 1", async () => {
    await using desk = await deskWith({ files: { ...plainManifest, ...broken } });
    expect(await desk.run("validate")).toMatchInlineSnapshot(`
      {
        "err": "",
        "out": "<root>/.claude-bottle/bottles/broken.md:3: Unknown key "supervize"
        Did you mean "supervise"?
      ",
        "status": 1,
      }
    `);
  });

  test("a clean manifest ends with 0", async () => {
    await using desk = await deskWith({ files: fullManifest });
    expect(await desk.run("validate")).toEqual({
      status: 0,
      out: "Bottles: 1, agents: 1, no errors\n",
      err: "",
    });
  });

  test("given files, it reports those alone", async () => {
    await using desk = await deskWith({ files: { ...plainManifest, ...broken } });
    const home = ".claude-bottle";
    expect((await desk.run("validate", `../${home}/agents/plain.md`)).out).toBe("1 file, no errors\n");
    expect((await desk.run("validate", `~/${home}/bottles/broken.md`)).status).toBe(1);
    expect((await desk.run("validate", "no/bottles/none.md")).err).toContain("[file-missing]");
  });
});

describe("cleanup", () => {
  const order = ["remove container", "remove network", "remove volume", "remove image"];

  test("F19 asks for resources and state separately; containers go before networks", async () => {
    await using desk = await deskWith({ files: kept, leftovers, answers: ["y", "n"] });
    const { status, err } = await desk.run("cleanup");
    expect(status).toBe(0);
    expect(desk.questions).toEqual(["Remove 4 resources? [y/N] ", "Delete the state of 1 bottle? [y/N] "]);
    expect(desk.backend.log).toEqual(order);
    expect(await desk.states()).toEqual(["gone-00000"]);
    expect(err).toMatchInlineSnapshot(`
      "Resources of bottles:
        container  claude-bottle-old-00000                  exited
        network    claude-bottle-net-old-00000
        volume     claude-bottle-pipelock-old-00000-config
        image      claude-bottle-cwd:old-00000
      State of bottles:
        <root>/.claude-bottle/state/gone-00000
      Removed 4 resources
      "
    `);
  });

  test("F19 the default is No, and the state of what is still there is not offered", async () => {
    const held = { ".claude-bottle/state/old-00000/metadata.json": "{}" };
    await using desk = await deskWith({ files: { ...kept, ...held }, leftovers, answers: ["", ""] });
    await desk.run("cleanup");
    expect(desk.questions.at(-1)).toBe("Delete the state of 1 bottle? [y/N] ");
    expect(desk.backend.log).toEqual([]);
    expect(await desk.states()).toEqual(["gone-00000", "old-00000"]);
  });

  test("F19 without a terminal it lists and refuses; --yes leaves the state unless --state stands with it", async () => {
    await using desk = await deskWith({ files: kept, leftovers });
    const refused = await desk.run("cleanup");
    expect(refused.status).toBe(1);
    expect(refused.err).toContain("claude-bottle-net-old-00000");
    expect(desk.backend.log).toEqual([]);
    expect((await desk.run("cleanup", "--yes")).status).toBe(0);
    expect(desk.backend.log).toEqual(order);
    expect(await desk.states()).toEqual(["gone-00000"]);
    await desk.run("cleanup", "--yes", "--state");
    expect(await desk.states()).toEqual([]);
    expect((await desk.run("cleanup")).err).toBe("Nothing is left of any bottle\n");
  });

  test("F19 with identities it touches nothing of any other bottle", async () => {
    await using desk = await deskWith({ files: kept, leftovers });
    await desk.run("cleanup", "other-00000", "--yes", "--state");
    expect(desk.backend.log).toEqual([]);
    expect(await desk.states()).toEqual(["gone-00000"]);
    await desk.run("cleanup", "old-00000", "gone-00000", "--yes", "--state");
    expect(desk.backend.log).toEqual(order);
    expect(await desk.states()).toEqual([]);
  });

  test("F19 F49 what is left of queues and decisions goes with the state, also without one; the audit stays", async () => {
    const proposals = {
      ".claude-bottle/queue/gone-00000/processed/some.json": "{}",
      ".claude-bottle/queue/lost-00000/some.json": "{}",
      ".claude-bottle/queue/old-00000/some.json": "{}",
      ".claude-bottle/claims/lost-00000.1.json": "{}",
      ".claude-bottle/audit/agent-gone-00000.jsonl": "",
    };
    await using desk = await deskWith({ files: { ...kept, ...proposals }, leftovers, answers: ["n", "y"] });
    const { err } = await desk.run("cleanup");
    for (const path of [
      "state/gone-00000",
      "queue/gone-00000",
      "queue/lost-00000",
      "claims/lost-00000.1.json",
      "queue/old-00000",
    ])
      expect(err).toContain(`  <root>/.claude-bottle/${path}\n`);
    expect(err).not.toContain("audit");
    // Its container is still there
    expect(desk.questions.at(-1)).toBe("Delete the state of 2 bottles? [y/N] ");
    const left = await Promise.all(
      ["state", "queue", "claims", "audit"].map((each) => readdir(join(desk.home, each))),
    );
    expect(left).toEqual([[], ["old-00000"], [], ["agent-gone-00000.jsonl"]]);
  });

  test("one thing that cannot be removed is told and does not keep the others", async () => {
    await using desk = await deskWith({ leftovers });
    const remove = desk.backend.remove.bind(desk.backend);
    desk.backend.remove = async (each) => {
      if (each.kind === "network") throw new Error("has active endpoints");
      await remove(each);
    };
    const { status, err } = await desk.run("cleanup", "--yes");
    expect(status).toBe(1);
    expect(err).toContain(
      'Could not remove the network "claude-bottle-net-old-00000": has active endpoints\n',
    );
    expect(desk.backend.log).toEqual(order.filter((each) => each !== "remove network"));
  });
});

describe("a running bottle", () => {
  test("F61 exec ends with the command's status", async () => {
    await using desk = await deskWith({ running: [running] });
    expect((await desk.run("exec", "plain-zzzzz", "--", "ls", "--help")).status).toBe(3);
    expect(desk.backend.log).toEqual(["exec plain-zzzzz ls --help"]);
  });

  test("stop ends it and deletes its state", async () => {
    const state = { ".claude-bottle/state/plain-zzzzz/metadata.json": "{}" };
    await using desk = await deskWith({ files: state, running: [running] });
    expect((await desk.run("stop", "plain-zzzzz")).err).toBe("plain-zzzzz has ended\n");
    expect(desk.backend.log).toEqual(["stop plain-zzzzz"]);
    expect(await desk.states()).toEqual([]);
  });

  test("logs prints lines for people, and one JSON document a line for programs", async () => {
    await using desk = await deskWith({ running: [running] });
    expect((await desk.run("logs", "plain-zzzzz")).out).toBe("03:04:05  egress-proxy  ready\n");
    const json = await desk.run("logs", "plain-zzzzz", "egress-proxy", "-f", "--format", "json");
    expect(JSON.parse(json.out)).toMatchObject({ service: "egress-proxy" });
    expect((await desk.run("logs", "plain-zzzzz", "nginx")).status).toBe(2);
  });

  const decisions = [
    egressLine({ verdict: "allow", host: "a.example" }),
    egressLine({ host: "b.example" }),
    egressLine({ host: "x.b.example" }),
  ];

  test.for([
    [["--denied"], ["b.example", "x.b.example"]],
    [["--host", "a.example"], ["a.example"]],
    [
      ["--host", "*.b.example"],
      ["b.example", "x.b.example"],
    ],
    [["--host", "b.example", "--denied"], ["b.example"]],
  ] as const)("logs %j shows those alone", async ([flags, hosts]) => {
    await using desk = await deskWith({ running: [running], logs: decisions });
    const { out } = await desk.run("logs", "plain-zzzzz", "--format", "json", ...flags);
    const shown = out.trim().split("\n");
    expect(shown.map((line) => JSON.parse(JSON.parse(line).line).host)).toEqual(hosts);
  });

  test("logs are coloured on a terminal, and not with NO_COLOR", async () => {
    await using desk = await deskWith({ running: [running], logs: decisions, colour: true });
    expect((await desk.run("logs", "plain-zzzzz")).out).toContain("\u001b[31m03:04:05");
    await using plain = await deskWith({
      running: [running],
      logs: decisions,
      colour: true,
      env: { NO_COLOR: "1" },
    });
    expect((await plain.run("logs", "plain-zzzzz")).out).not.toContain("\u001b");
  });

  test("stats counts for people and for programs", async () => {
    await using desk = await deskWith({ running: [running], logs: decisions });
    expect((await desk.run("stats", "plain-zzzzz")).out).toMatchInlineSnapshot(`
      "Requests   3, 0 with a warning
      Bytes      0 sent, 0 received
      Refused    2 host
      Pushes     none
      Proposals  none; decided: none
      "
    `);
    const json = JSON.parse((await desk.run("stats", "plain-zzzzz", "--format", "json")).out);
    expect(json).toMatchObject({ requests: 3, refused: { host: 2 }, bytes_in: 0, pushes: {} });
  });

  test.for([
    ["exec", "x-00000", "--", "ls"],
    ["waive", "x-00000", "rule:x", "--reason", "why"],
    ["stop", "x-00000"],
    ["logs", "x-00000"],
    ["stats", "x-00000"],
    ["suggest", "x-00000"],
  ])("%s of an unknown identity names those that run", async (argv) => {
    await using desk = await deskWith({ running: [running] });
    expect(await desk.run(...argv)).toEqual({
      status: 1,
      out: "",
      err: 'claude-bottle: No running bottle is called "x-00000" [unknown-identity]\n  Use one of: plain-zzzzz\n',
    });
  });
});

describe("doctor", () => {
  test("ends with 0 when all is well, references checked and no value shown", async () => {
    await using desk = await deskWith({ files: fullManifest, env: fullEnvironment });
    expect(await desk.run("doctor")).toMatchInlineSnapshot(`
      {
        "err": "",
        "out": "ok  manifest            1 agent
      ok  token GITHUB_TOKEN  set
      ok  settings            0 extra roots, 0 private hosts
      ok  engine              20.10
      ",
        "status": 0,
      }
    `);
  });

  test("F38 the token of a git entry is checked too", async () => {
    const bottle = `---
git:
  - { Name: app, Upstream: "https://git.example.com/a/b", TokenRef: GIT_TOKEN }
---
`;
    await using desk = await deskWith({
      files: { ...plainManifest, ".claude-bottle/bottles/plain.md": bottle },
    });
    expect((await desk.run("doctor")).out).toContain("!!  token GIT_TOKEN  not set\n");
  });

  test("each line that fails says how to mend it, and the status is 1", async () => {
    const files = { ...plainManifest, ".claude-bottle/settings.json": '{ "extra_cas": [] }' };
    const bottle = `---
egress_proxy:
  routes:
    - { host: a.example.com, auth: { scheme: Bearer, token_ref: NOT_SET } }
    - { host: b.example.com, auth: { scheme: Bearer, token_ref: "file:~/none" } }
    - { host: c.example.com, auth: { scheme: Bearer, token_ref: "command:pass x" } }
---
`;
    await using desk = await deskWith({ files: { ...files, ".claude-bottle/bottles/plain.md": bottle } });
    expect(await desk.run("doctor")).toMatchInlineSnapshot(`
      {
        "err": "",
        "out": "ok  manifest              1 agent
      !!  token NOT_SET         not set
          Export NOT_SET before starting an agent that uses it
      !!  token file:~/none     there is no such file
          Write the token into ~/none
      ok  token command:pass x  runs at launch
      !!  settings              Cannot use the settings "<root>/.claude-bottle/settings.json"
          <root>/.claude-bottle/settings.json:1: Unknown key "extra_cas"
            Did you mean "extra_ca"?
          Correct the lines above and run: claude-bottle validate
      ok  engine                20.10
      ",
        "status": 1,
      }
    `);
  });
});

describe("a manifest of earlier versions", () => {
  const text =
    '{ "bottles": { "dev": { "env": { "A": "b" } } }, "agents": { "dev": { "bottle": "dev", "prompt": "Hi" } } }';

  test("is an error that names migrate, which writes the files and never over others", async () => {
    await using desk = await deskWith({ files: { "claude-bottle.json": text } });
    expect(await desk.run("validate")).toMatchInlineSnapshot(`
      {
        "err": "claude-bottle: "<root>/claude-bottle.json" is of an earlier form and is not read [manifest-invalid]
        Run claude-bottle migrate, which writes one file per bottle and agent
      ",
        "out": "",
        "status": 1,
      }
    `);
    expect((await desk.run("migrate")).out).toBe(
      "<root>/.claude-bottle/bottles/dev.md\n<root>/.claude-bottle/agents/dev.md\n",
    );
    expect(await readFile(join(desk.home, "agents/dev.md"), "utf8")).toBe("---\nbottle: dev\n---\n\nHi\n");
    expect((await desk.run("validate")).status).toBe(0);
    expect((await desk.run("migrate")).err).toContain("nothing was written [manifest-invalid]");
  });

  test("in the form of today it is read when named", async () => {
    await using desk = await deskWith({ files: { "work/one.json": text } });
    const { out } = await desk.run("info", "dev", "--manifest", "one.json");
    expect(out).toContain("Env          A\n");
    expect(await readdir(desk.root)).toEqual(["work"]);
  });
});

test("schema prints a JSON Schema", async () => {
  await using desk = await deskWith();
  expect(JSON.parse((await desk.run("schema")).out)).toHaveProperty("$schema");
});

describe("the command line", () => {
  test.for(commands.map((command) => command.name))("B42 %s --help starts nothing", async (name) => {
    await using desk = await deskWith({
      files: plainManifest,
      leftovers,
      running: [running],
      answers: ["y", "y"],
    });
    for (const argv of [
      [name, "--help"],
      [name, "-h"],
      [name, "plain", "--yes", "--help"],
    ]) {
      const { status, out, err } = await desk.run(...argv);
      expect({ status, err }).toEqual({ status: 0, err: "" });
      expect(out).toMatch(`Usage: claude-bottle ${name}`);
    }
    expect(desk.backend.log).toEqual([]);
    expect(desk.questions).toEqual([]);
    expect(await desk.states()).toEqual([]);
  });

  test.for([
    [[], "Usage: claude-bottle <command>"],
    [["satrt"], 'claude-bottle has no command "satrt" [usage]\n  Did you mean "start"?'],
    [["frobnicate"], 'claude-bottle has no command "frobnicate" [usage]\n  Run claude-bottle --help'],
    [["start", "a", "--dryrun"], "start has no flag --dryrun [usage]\n  Did you mean --dry-run?"],
    [["start", "a", "-x"], "start has no flag -x [usage]\n  Run claude-bottle start --help"],
    [["start"], "start needs <agent> [usage]"],
    [["start", "a", "b"], 'start does not take a further argument "b" [usage]'],
    [["start", "a", "--yes=no"], "[usage]"],
    [["start", "a", "--backend"], "[usage]"],
    [["start", "a", "--prompt", "p", "--", "ls"], "--prompt and -- both say what to run [usage]"],
    [["list", "--format", "yaml"], '--format takes text or json, not "yaml" [usage]'],
    [["list", "--", "x"], "list takes nothing after -- [usage]"],
    [["waive", "x-00000", "rule:x"], "A waiver needs a reason [usage]"],
    [["exec", "x-00000"], "There is no command to run [usage]"],
    [["exec", "x-00000", "--"], "There is no command to run [usage]"],
  ] as const)("F61 %j ends with 2", async ([argv, words]) => {
    await using desk = await deskWith({ files: plainManifest });
    const { status, out, err } = await desk.run(...argv);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toContain(words);
    expect(desk.backend.log).toEqual([]);
  });
});

describe("waive", () => {
  const waiver = ["waive", "plain-zzzzz", "rule:abc", "--reason", "a fixture"] as const;

  test("hands fingerprint and reason to the gate of that bottle", async () => {
    await using desk = await deskWith({ running: [running] });
    expect(await desk.run(...waiver)).toEqual({
      status: 0,
      out: "",
      err: 'git-gate lets "rule:abc" pass in plain-zzzzz from now on\n',
    });
    expect(desk.backend.log).toEqual([
      'control plain-zzzzz git-gate POST /waive {"fingerprint":"rule:abc","reason":"a fixture"}',
    ]);
  });

  test("tells what the gate says against it", async () => {
    const control = { status: 400, body: { message: "The waiver is wrong", hint: "Mend it" } };
    await using desk = await deskWith({ running: [running], control });
    const { status, err } = await desk.run(...waiver);
    expect([status, err]).toEqual([2, "claude-bottle: The waiver is wrong [usage]\n  Mend it\n"]);
  });
});
