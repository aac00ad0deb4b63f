import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles } from "@claude-bottle/shared/service/node-files";
import { writeProposal } from "@claude-bottle/shared/queue";
import { someProposal } from "@claude-bottle/shared/testing";
import type { Proposal } from "@claude-bottle/shared/contracts";
import type { Command } from "../../apps/launcher/src/cli/command.ts";
import { sampleToken } from "@claude-bottle/secrets/testing";
import { egressLine } from "../../apps/launcher/src/testing/decisions.ts";
import { type Desk, deskWith } from "../../apps/launcher/src/testing/desk.ts";
import { MemorySidecars } from "../../apps/launcher/src/testing/memory-sidecars.ts";
import {
  IDENTITY,
  inForce,
  routes,
  routesProposal,
  runningBottle,
} from "../../apps/launcher/src/testing/operator-world.ts";

const AGENT = "tester";
const KEPT = "gone-00000";
const pushed = { event: "push", time: "t", remote: "app", refs: ["refs/heads/x"], verdict: "clean", ms: 1 };

const files = {
  ".claude-bottle/bottles/work.md": `---
supervise: true
egress_proxy:
  routes:
    - host: api.example.com
      path_allowlist: [/v1]
      methods: [GET]
      auth: { scheme: Bearer, token_ref: API_TOKEN }
git:
  - { Name: app, Upstream: https://git.example.com/a/b.git, TokenRef: GIT_TOKEN }
---
`,
  [`.claude-bottle/agents/${AGENT}.md`]: `---\nbottle: work\ndescription: Tests things\n---\nBe brief.\n`,
  [`.claude-bottle/state/${KEPT}/metadata.json`]: JSON.stringify({
    identity: KEPT,
    agent: AGENT,
    backend: "docker",
    cwd: "/work",
    copy_cwd: false,
    started_at: "2026-01-01T00:00:00.000Z",
  }),
};

/** Someone at a desk with one of everything that a document can be about. */
async function fullDesk(): Promise<Desk> {
  const sidecars = new MemorySidecars(structuredClone(inForce));
  const desk = await deskWith({
    files,
    env: { API_TOKEN: "a-value", GIT_TOKEN: "a-value" },
    control: sidecars.control,
    running: [runningBottle],
    leftovers: [{ kind: "network", id: "1", name: "n", identity: KEPT, state: "" }],
    logs: [
      egressLine({ host: "new.example" }),
      egressLine({ host: "api.example.com", path: "/a.git/git-receive-pack", rule: "git-push" }),
      { service: "git-gate", time: "t", line: JSON.stringify(pushed) },
    ],
  });
  const directory = join(desk.home, "queue", IDENTITY);
  await mkdir(directory, { recursive: true });
  const other: Proposal = {
    ...someProposal(1),
    kind: "egress-proxy-block",
    change: routesProposal([...routes, { host: "b.example" }]),
  };
  for (const each of [someProposal(0), other, someProposal(2)])
    await writeProposal(nodeFiles, directory, each);
  await mkdir(join(desk.root, "bottles"));
  await writeFile(join(desk.root, "bottles/broken.md"), "---\nenv: 1\n---\n");
  await writeFile(join(desk.root, "token.txt"), `token = ${sampleToken("anthropic-key")}\n`);
  return desk;
}

/** Every command that prints a document, as it is called for one; a document of several forms is asked for in each. */
const calls: Readonly<Record<string, readonly string[][]>> = {
  start: [
    ["start", AGENT, "--dry-run"],
    ["start", AGENT, "--dry-run", "--cwd"],
  ],
  resume: [["resume", KEPT, "--dry-run"]],
  list: [["list"]],
  info: [["info", AGENT]],
  validate: [["validate", "<root>/bottles/broken.md"]],
  explain: [["explain", "GET", "https://new.example/", "--agent", AGENT]],
  "explain push": [["explain", "push", "main", "--agent", AGENT]],
  suggest: [["suggest", IDENTITY]],
  logs: [["logs", IDENTITY]],
  stats: [["stats", IDENTITY]],
  "dashboard --once": [["dashboard", "--once"]],
  "proposals list": [["proposals", "list"]],
  "proposals show": [0, 1].map((index) => ["proposals", "show", someProposal(index).id]),
  "routes show": [["routes", "show", IDENTITY]],
  "allowlist show": [["allowlist", "show", IDENTITY]],
  "audit show": [["audit", "show"]],
  "audit verify": [["audit", "verify"]],
  cleanup: [["cleanup"]],
  scan: [["scan", "<root>/token.txt"]],
  doctor: [["doctor"]],
};

/** What the commands print with `--format json`, by command: each document of it as the code gives it. */
export async function documentsPrinted(): Promise<Map<string, unknown[]>> {
  await using desk = await fullDesk();
  const printed = new Map<string, unknown[]>();
  await desk.run("proposals", "approve", someProposal(2).id);
  for (const [command, argvs] of Object.entries(calls)) {
    const documents: unknown[] = [];
    for (const argv of argvs) {
      const { out, err } = await desk.run(
        ...argv.map((each) => each.replace("<root>", desk.root)),
        "--format",
        "json",
      );
      if (out === "") throw new Error(`${argv.join(" ")} prints nothing: ${err}`);
      // A log is a document on each line
      const texts = command === "logs" ? out.trimEnd().split("\n") : [out];
      documents.push(...texts.map((text): unknown => JSON.parse(text)));
    }
    printed.set(command, documents);
  }
  return printed;
}

/** The commands of the table that print one. */
export const printing = (table: readonly Command[]): string[] =>
  table.flatMap(({ name, flags, commands }) =>
    commands === undefined
      ? flags["format"]?.choices?.includes("json") === true
        ? [name]
        : []
      : printing(commands),
  );
