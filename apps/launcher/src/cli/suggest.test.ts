import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunningBottle } from "../backend/backend.ts";
import { egressLine } from "../testing/decisions.ts";
import { deskWith } from "../testing/desk.ts";

const running: RunningBottle = {
  identity: "plain-zzzzz",
  agent: "plain",
  bottle: "plain",
  cwd: "/work",
  startedAt: "2026-01-02T03:04:05.000Z",
  parts: [],
};

const files = {
  ".claude-bottle/bottles/base.md":
    "---\negress_proxy:\n  routes:\n    - host: api.example.com # theirs\n      methods: [GET]\n---\n",
  ".claude-bottle/bottles/plain.md": "---\nextends: base\n---\nNotes.\n",
  ".claude-bottle/agents/plain.md": "---\nbottle: plain\n---\n",
};

const logs = [
  egressLine({ host: "new.example", path: "/a" }),
  egressLine({ host: "api.example.com", method: "POST", path: "/x", rule: "method" }),
  egressLine({ host: "api.example.com", method: "POST", path: "/a.git/git-receive-pack", rule: "git-push" }),
];

test("suggest shows the change as a diff of the files that declare it, and what is left", async () => {
  await using desk = await deskWith({ files, running: [running], logs });
  const { status, out, err } = await desk.run("suggest", "plain-zzzzz");
  expect(status).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "--- <root>/.claude-bottle/bottles/base.md
    +++ <root>/.claude-bottle/bottles/base.md
    @@ -2,5 +2,5 @@
     egress_proxy:
       routes:
         - host: api.example.com # theirs
    -      methods: [GET]
    +      methods: [GET, POST]
     ---
    --- <root>/.claude-bottle/bottles/plain.md
    +++ <root>/.claude-bottle/bottles/plain.md
    @@ -1,4 +1,9 @@
     ---
     extends: base
    +egress_proxy:
    +  routes:
    +    - host: new.example
    +      path_allowlist: [/a]
    +      methods: [GET]
     ---
     Notes.
    "
  `);
  expect(err).toMatchInlineSnapshot(`
    "! api.example.com: every path of it is open for POST
    ! new.example: what lies below /a is open too
    Refused all the same, by the rule that is named:
      POST https://api.example.com/a.git/git-receive-pack: git-push
    "
  `);
  const json = JSON.parse((await desk.run("suggest", "plain-zzzzz", "--format", "json")).out);
  expect(Object.keys(json)).toEqual(["changes", "widened", "left", "diff"]);
});

test("suggest --apply asks, and writes only after a yes", async () => {
  await using desk = await deskWith({ files, running: [running], logs, answers: ["n", "y"] });
  const path = join(desk.home, "bottles/base.md");
  const before = await readFile(path, "utf8");
  const { mode } = await stat(path);
  await desk.run("suggest", "plain-zzzzz", "--apply");
  expect(await readFile(path, "utf8")).toBe(before);
  const { err } = await desk.run("suggest", "plain-zzzzz", "--apply");
  expect(err).toContain("Wrote <root>/.claude-bottle/bottles/base.md; it holds from the next start\n");
  expect(await readFile(path, "utf8")).toContain("methods: [GET, POST]");
  expect((await stat(path)).mode).toBe(mode);
  expect((await desk.run("validate")).status).toBe(0);
  expect((await desk.run("suggest", "plain-zzzzz")).out).toBe("");
});

test("suggest --apply without a terminal needs --yes", async () => {
  await using desk = await deskWith({ files, running: [running], logs });
  expect((await desk.run("suggest", "plain-zzzzz", "--apply")).err).toContain("[terminal-required]");
  expect((await desk.run("suggest", "plain-zzzzz", "--apply", "--yes")).status).toBe(0);
});

test("suggest says so when nothing was refused", async () => {
  await using desk = await deskWith({ files, running: [running], logs: [] });
  expect(await desk.run("suggest", "plain-zzzzz")).toEqual({
    status: 0,
    out: "",
    err: "egress-proxy has refused nothing in this bottle\n",
  });
});

test("suggest reads pipelock's log where that is the agent's proxy", async () => {
  const line = JSON.stringify({ event: "blocked", scanner: "allowlist", target: "new.example:443" });
  const alone = { ...files, ".claude-bottle/bottles/plain.md": "---\nsupervise: true\n---\n" };
  const logged = [...logs, { service: "pipelock", time: "2026-01-02T03:04:05.000Z", line }];
  await using desk = await deskWith({ files: alone, running: [running], logs: logged });
  const { out, err } = await desk.run("suggest", "plain-zzzzz");
  expect(out).toContain("+egress:\n+  allowlist:\n+    - new.example\n");
  expect(out).not.toContain("api.example.com");
  expect(err).toContain("pipelock logs hosts alone");
});
