import { expect, test } from "vitest";
import { gitOf, planOf } from "../../testing/plan.ts";
import { jsonPlan } from "../json-plan.ts";
import { planWarnings } from "../plan-warnings.ts";
import { preflight } from "../preflight.ts";
import { showGitUrl } from "./git-url.ts";
import { type RepositoryFacts, workingCopy } from "./working-copy.ts";
import { workingCopyRows } from "./working-copy-rows.ts";

const egress = { ...planOf("a-00000").egress, hosts: ["git.example.com"] };
const git = [gitOf("app", "ssh://git@git.example.com:2222/acme/app.git")];
const plain: RepositoryFacts = {
  repository: "here",
  head: { branch: "main", commit: "0123456789abcdef0123456789abcdef01234567" },
  remotes: [],
  unpushed: { against: "origin/main", count: 0, atLeast: false },
  changes: { count: 0, atLeast: false },
  unread: [],
};

const rowsOf = (facts: Partial<RepositoryFacts>): string[] =>
  workingCopyRows({ workingCopy: workingCopy({ ...plain, ...facts }, git), egress }).map(([, text]) => text);

test("F17 each remote is matched to a git entry by what its address means, or named as not declared", () => {
  const remotes = [
    { name: "origin", url: "git@git.example.com:acme/app.git" },
    { name: "web", url: "https://GIT.example.com/acme/app/" },
    { name: "port", url: "ssh://git@git.example.com:2022/acme/app.git" },
    { name: "fork", url: "git@forge.example.net:me/app.git" },
    { name: "library", url: "https://git.example.com/acme/library" },
    { name: "disk", url: "../app.git" },
    { name: "token", url: "https://canary@git.example.com/acme/app" },
  ];
  const plan = planOf("a-00000", {
    copyCwd: true,
    egress,
    git,
    workingCopy: workingCopy({ ...plain, remotes }, git),
  });
  const text = preflight(plan);
  expect(
    text
      .split("\n")
      .filter((line) => /^Repository|^ {13}\S/.test(line))
      .join("\n"),
  ).toMatchInlineSnapshot(`
    "Repository   branch main, no uncommitted changes, nothing that origin/main has not
                 origin   git@git.example.com:acme/app.git             is app
                 web      https://GIT.example.com/acme/app/            is app
                 port     ssh://git@git.example.com:2022/acme/app.git  not declared: push and fetch over it will be refused
                 fork     git@forge.example.net:me/app.git             not declared: push and fetch over it will be refused
                 library  https://git.example.com/acme/library         not declared: fetched through the proxy, push over it will be refused
                 disk     ../app.git                                   not declared: push and fetch over it will be refused
                 token    https://git.example.com/acme/app             a user name or token stands in its address: push and fetch over it will be refused"
  `);
  expect(planWarnings(plan)[1]).toContain('The address of the remote "token" holds a user name or token');
  const { working_copy } = jsonPlan(plan);
  expect(working_copy?.remotes.map((remote) => remote.git_remote)).toEqual([
    "app",
    "app",
    null,
    null,
    null,
    null,
    null,
  ]);
  expect(`${text}${JSON.stringify(working_copy)}`).not.toContain("canary");
});

test.for([
  [{}, "branch main, no uncommitted changes, nothing that origin/main has not"],
  [
    { changes: { count: 1, atLeast: false }, unpushed: { against: "origin/main", count: 2, atLeast: false } },
    "branch main, 1 uncommitted file, 2 commits not in origin/main",
  ],
  [
    { changes: { count: 900, atLeast: true }, unpushed: { against: null } },
    "branch main, at least 900 uncommitted files, no remote-tracking branch",
  ],
  [
    { changes: { count: 0, atLeast: true }, unpushed: { against: "o/m", count: 2000, atLeast: true } },
    "branch main, no uncommitted changes in the part looked at, at least 2000 commits not in o/m",
  ],
  [
    { head: { branch: "main", commit: null }, unpushed: null },
    "branch main without a commit, no uncommitted changes",
  ],
  [
    { head: { branch: null, commit: plain.head?.commit ?? null }, unpushed: { against: null } },
    "no branch, at 0123456789, no uncommitted changes, no remote-tracking branch",
  ],
  [{ head: null, unpushed: null, changes: null }, "unknown"],
] as const satisfies [Partial<RepositoryFacts>, string][])("F17 %j is said as: %s", ([facts, text]) => {
  expect(rowsOf(facts)).toEqual([text]);
});

test("F17 what could not be read is said, and no repository is one line", () => {
  expect(rowsOf({ unread: ["changes: not done within 5 s"] })[1]).toBe(
    "not read: changes: not done within 5 s",
  );
  expect(rowsOf({ repository: "none" })).toEqual(["none in this directory"]);
  expect(rowsOf({ repository: "elsewhere" })[0]).toContain("git will not work on the copy");
});

test("F17 what others wrote into a repository cannot move the cursor or add a line", () => {
  const rows = rowsOf({
    head: { branch: "\u001b[2Jmain\nAgent  other", commit: null },
    remotes: [{ name: "o\rx", url: `ssh://h/\u001b]0;x\u0007${"a".repeat(500)}` }],
  });
  expect(rows).toHaveLength(2);
  expect(rows.join("")).not.toMatch(/\p{Cc}/u);
});

test.for([
  ["git@git.example.com:a/b", false],
  ["https://git.example.com/a/b", false],
  ["https://git@git.example.com/a/b", false],
  ["https://acme@git.example.com/acme/app", false],
  ["https://canary@git.example.com/a/b", true],
  ["https://git:canary@git.example.com/a/b", true],
  ["https://x-access-token:canary@git.example.com/a/b", true],
  ["ssh://git:canary@git.example.com/a/b", true],
  ["https://git:can/canary@git.example.com/a/b", true],
  ["ftp://me:canary@git.example.com/a/b", true],
] as const)("F17 %s: something of it is not shown: %s", ([text, hidden]) => {
  const shown = showGitUrl(text);
  expect(shown.hidden).toBe(hidden);
  expect(shown.url).not.toContain("canary");
});
