import { readdir } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { deskWith } from "../testing/desk.ts";
import { fullEnvironment, fullManifest, plainManifest } from "../testing/manifests.ts";
import { runProcess } from "../testing/process.ts";
import { commands } from "./commands.ts";

const steady = (text: string): string => text.replaceAll(/-[0-9a-z]{5}\b(?=[\s"])/g, "-<random>");

describe("the command as a process of its own, in a home of the test's own", { timeout: 60_000 }, () => {
  test("B37 B42 help is on stdout, names every command and touches no home", async () => {
    await using desk = await deskWith();
    const env = { NODE_COMPILE_CACHE: "" };
    const { status, out, err } = await runProcess(desk.root, ["--help"], { env });
    expect({ status, err }).toEqual({ status: 0, err: "" });
    for (const { name } of commands) expect(out).toMatch(new RegExp(`^  ${name} `, "m"));
    // Compiled sources are kept in the cache directory, and nowhere else
    expect((await readdir(desk.root)).filter((name) => name !== ".cache")).toEqual(["work"]);
  });

  test("F61 a command line that cannot be understood ends with 2 and says so on stderr", async () => {
    await using desk = await deskWith();
    expect(await runProcess(desk.root, ["start", "a", "--detatch"])).toEqual({
      status: 2,
      out: "",
      err: "claude-bottle: start has no flag --detatch [usage]\n  Did you mean --detach?\n",
    });
  });

  test("validate names file and line, and ends with 1", async () => {
    const broken = { ".claude-bottle/agents/a.md": "---\n\nbotle: b\n---\n" };
    await using desk = await deskWith({ files: broken });
    const { status, out } = await runProcess(desk.root, ["validate"]);
    expect(status).toBe(1);
    expect(out).toContain("<root>/.claude-bottle/agents/a.md:3: ");
  });

  test("F14 B37 a dry run without an engine prints the plan and writes nothing", async () => {
    await using desk = await deskWith({ files: fullManifest });
    const text = await runProcess(desk.root, ["start", "reviewer", "--dry-run"], { env: fullEnvironment });
    expect({ status: text.status, err: text.err }).toEqual({ status: 0, err: "" });
    expect(steady(text.out)).toContain("Identity     reviewer-<random>\n");
    const json = await runProcess(desk.root, ["start", "reviewer", "--dry-run", "--format", "json"]);
    expect(JSON.parse(json.out)).toMatchObject({ agent: "reviewer", runtime: "unknown" });
    expect(await desk.states()).toEqual([]);
  });

  test("F52 two dry runs have two identities", async () => {
    await using desk = await deskWith({ files: plainManifest });
    const argv = ["start", "plain", "--dry-run", "--format", "json"];
    const [one, two] = await Promise.all([runProcess(desk.root, argv), runProcess(desk.root, argv)]);
    expect(JSON.parse(one.out).identity).not.toBe(JSON.parse(two.out).identity);
  });

  test.for([["list"], ["start", "plain", "--yes"], ["cleanup"], ["exec", "x-00000", "--", "ls"]])(
    "F58 without an engine %j says where none answered, and leaves nothing",
    async (argv) => {
      await using desk = await deskWith({ files: plainManifest });
      const { status, out, err } = await runProcess(desk.root, argv);
      expect({ status, out }).toEqual({ status: 1, out: "" });
      expect(err).toMatch(/^claude-bottle: .*no-engine\.sock.* \[engine-unreachable\]\n {2}\S/);
      expect(await desk.states()).toEqual([]);
    },
  );
});
