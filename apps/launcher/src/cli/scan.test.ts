import { gzipSync } from "node:zlib";
import { chmod, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sampleToken } from "@claude-bottle/secrets/testing";
import { describe, expect, test } from "vitest";
import { deskWith } from "../testing/desk.ts";
import { runProcess } from "../testing/process.ts";
import { run } from "./run.ts";

const TOKEN = sampleToken("npm-token");
const RULES = 'title = "ours"\n[[rules]]\nid = "word"\ndescription = "A word"\nregex = "pw=([a-z0-9]{8})"\n';

describe("scan", () => {
  test("names what it found and where, in directories to any depth, and ends with 1", async () => {
    await using desk = await deskWith({
      files: {
        "work/src/a.ts": `one\ntwo ${TOKEN}\n`,
        "work/src/deep/b.txt": "nothing\n",
        "work/c": `${TOKEN}`,
      },
    });
    const { status, out, err } = await desk.run("scan", "src", "c");
    expect({ status, err }).toEqual({ status: 1, err: "" });
    expect(out).toBe(
      "src/a.ts:2:5: npm access token [npm-token] npm_…\nc:1:1: npm access token [npm-token] npm_…\n",
    );
    expect(await desk.run("scan", "src/deep")).toEqual({ status: 0, out: "", err: "" });
  });

  test("prints one JSON array, with six keys for each finding", async () => {
    await using desk = await deskWith({ files: { "work/a": TOKEN } });
    const { out } = await desk.run("scan", ".", "--format", "json");
    expect(JSON.parse(out)).toEqual([
      {
        ruleId: "npm-token",
        file: "a",
        startLine: 1,
        startColumn: 1,
        fingerprint: "a:npm-token:1",
        redacted: "npm_…",
      },
    ]);
    expect(JSON.parse((await desk.run("scan", "../.claude-bottle", "--format", "json")).out || "[]")).toEqual(
      [],
    );
  });

  test("prints SARIF", async () => {
    await using desk = await deskWith({ files: { "work/a b": TOKEN } });
    const { runs } = JSON.parse((await desk.run("scan", ".", "--format", "sarif")).out);
    expect(runs[0].results[0].locations[0].physicalLocation).toMatchObject({
      artifactLocation: { uri: "a%20b" },
      region: { startLine: 1, startColumn: 1 },
    });
  });

  test("reads stdin for -", async () => {
    await using desk = await deskWith();
    const { status, out } = await runProcess(desk.root, ["scan", "-"], { input: `x\n${TOKEN}` });
    expect({ status, out }).toEqual({ status: 1, out: "-:2:1: npm access token [npm-token] npm_…\n" });
  });

  test("with a gitleaks configuration finds what that says, and nothing else", async () => {
    await using desk = await deskWith({
      files: { "work/a": `pw=abcd1234 ${TOKEN}`, "work/conf/g.toml": RULES },
    });
    const { status, out } = await desk.run("scan", "a", "--config", "conf/g.toml");
    expect({ status, out }).toEqual({ status: 1, out: "a:1:1: A word [word] …\n" });
  });

  test("takes our rules for the default ones that a configuration extends, and says so", async () => {
    await using desk = await deskWith({
      files: {
        "work/a": `pw=abcd1234 ${TOKEN}`,
        "work/conf/g.toml": `[extend]\npath = "base.toml"\n`,
        "work/conf/base.toml": `${RULES}[extend]\nuseDefault = true\n`,
      },
    });
    const { out, err } = await desk.run("scan", "a", "--config", "conf/g.toml");
    expect(out).toBe("a:1:1: A word [word] …\na:1:13: npm access token [npm-token] npm_…\n");
    expect(err).toBe("! useDefault stands for our own rules, not for those that gitleaks brings\n");
  });

  test("ignores the fingerprints beside the configuration, never those in what is scanned", async () => {
    const files = {
      "work/a": "pw=abcd1234",
      "work/.gitleaksignore": "a:word:1\n",
      "work/conf/g.toml": RULES,
    };
    await using desk = await deskWith({ files });
    expect(await desk.run("scan", "a", "--config", "conf/g.toml")).toMatchObject({ status: 1 });
    await writeFile(join(desk.root, "work/conf/.gitleaksignore"), "a:word:1\n");
    expect(await desk.run("scan", "a", "--config", "conf/g.toml")).toMatchObject({ status: 0, out: "" });
  });

  test.for([
    [["missing"], "file-missing"],
    [["a", "--config", "none.toml"], "file-missing"],
    [["a", "--config", "bad.toml"], "rules-invalid"],
    [["a", "--format", "xml"], "usage"],
    [[], "usage"],
  ] as const)("F61 %j is refused before anything is scanned", async ([argv, code]) => {
    await using desk = await deskWith({
      files: { "work/a": TOKEN, "work/bad.toml": "[[rules]]\nid = 'x'\n" },
    });
    const { status, out, err } = await desk.run("scan", ...argv);
    expect({ status, out }).toEqual({ status: code === "usage" ? 2 : 1, out: "" });
    expect(err).toContain(`[${code}]`);
  });

  test("what was not scanned to its end is an error that names it, after what was found", async () => {
    await using desk = await deskWith({ files: { "work/d/a": TOKEN } });
    await writeFile(join(desk.root, "work/d/bomb.gz"), gzipSync(Buffer.alloc(70 * 1024 * 1024)));
    const { status, out, err } = await desk.run("scan", "d");
    expect({ status, out }).toEqual({ status: 1, out: "d/a:1:1: npm access token [npm-token] npm_…\n" });
    expect(err).toContain("Not all was scanned: [scan-incomplete]\n  d/bomb.gz: what it contains passes");
  });

  test.skipIf(process.getuid?.() === 0)("a file that cannot be read is such an error", async () => {
    await using desk = await deskWith({ files: { "work/d/a": "text" } });
    await chmod(join(desk.root, "work/d/a"), 0);
    expect((await desk.run("scan", "d")).err).toContain("d/a: it cannot be read: EACCES");
  });

  test("on a terminal says how far it is, and leaves nothing of that", async () => {
    await using desk = await deskWith({ files: { "work/d/a": "text", "work/d/b": "text" } });
    let shown = "";
    const terminal = { ...desk.context.terminal, live: true };
    const err = (text: string): void => void (shown += text);
    expect(await run(["scan", "d"], { ...desk.context, terminal, err })).toBe(0);
    expect(shown).toContain("Scanning");
    expect(shown.endsWith("\u001b[1A\u001b[2K")).toBe(true);
  });

  test("links in a directory are counted and not followed", async () => {
    await using desk = await deskWith({ files: { "work/out/a": TOKEN } });
    await mkdir(join(desk.root, "work/d"));
    await symlink("../out", join(desk.root, "work/d/link"));
    expect(await desk.run("scan", "d")).toEqual({
      status: 0,
      out: "",
      err: "! Links and special files, which are not followed: 1\n",
    });
  });
});
