import { chmod, lstat, readFile, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Desk, deskWith } from "../testing/desk.ts";
import { plainManifest } from "../testing/manifests.ts";

/** A desk whose editor is a script that gets the file as its argument. */
async function editing(script: string, answers: string[] = []): Promise<Desk> {
  const env: Record<string, string> = {};
  const desk = await deskWith({ files: plainManifest, env, answers });
  const path = join(desk.root, "editor.sh");
  await writeFile(path, `#!/bin/sh\nset -e\n${script}\n`);
  await chmod(path, 0o755);
  env["EDITOR"] = path;
  return desk;
}

const bottle = (desk: Desk): Promise<string> => readFile(join(desk.home, "bottles/plain.md"), "utf8");

test("edit keeps what was saved without an error", async () => {
  await using desk = await editing("sed -i 's/egress_proxy: {}/supervise: true/' \"$1\"");
  const { status, err } = await desk.run("edit", "plain");
  expect({ status, err }).toEqual({
    status: 0,
    err: "Wrote <root>/.claude-bottle/bottles/plain.md; it holds from the next start\n",
  });
  expect(await bottle(desk)).toContain("supervise: true");
});

test("edit names file and line of an error and asks; a no leaves the file as it was", async () => {
  await using desk = await editing("sed -i 's/egress_proxy/egress_proxi/' \"$1\"", ["", "n"]);
  const before = await bottle(desk);
  const { status, err } = await desk.run("edit", "plain");
  expect(status).toBe(0);
  expect(err).toContain('<root>/.claude-bottle/bottles/plain.md:2: Unknown key "egress_proxi"');
  expect(err).toContain("Nothing was changed\n");
  expect(desk.questions).toHaveLength(2);
  expect(await bottle(desk)).toBe(before);
});

test("edit says so when an agent would lose its bottle", async () => {
  await using desk = await editing("sed -i 's/bottle: plain/bottle: plane/' \"$1\"", ["n"]);
  const { err } = await desk.run("edit", "plain", "--agent");
  expect(err).toContain('names the unknown bottle "plane"');
});

test("edit of a file that is a link changes what it leads to", async () => {
  await using desk = await editing("sed -i 's/egress_proxy: {}/supervise: true/' \"$1\"");
  const [link, kept] = [join(desk.home, "bottles/plain.md"), join(desk.root, "kept.md")];
  await rename(link, kept);
  await symlink(kept, link);
  await desk.run("edit", "plain");
  expect(await readFile(kept, "utf8")).toContain("supervise: true");
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
});

test("edit without a change writes nothing", async () => {
  await using desk = await editing("true");
  expect((await desk.run("edit", "plain")).err).toBe("Nothing was changed\n");
});

test("an editor that fails changes nothing", async () => {
  await using desk = await editing('echo broken > "$1"; exit 3');
  const before = await bottle(desk);
  const { status, err } = await desk.run("edit", "plain");
  expect(status).toBe(1);
  expect(err).toContain("ended with status 3");
  expect(await bottle(desk)).toBe(before);
});

test("edit of an unknown name names those there are; it needs a terminal", async () => {
  await using desk = await editing("true");
  expect((await desk.run("edit", "other")).err).toContain("Use one of: plain");
  await using bare = await deskWith({ files: plainManifest });
  expect((await bare.run("edit", "plain")).err).toContain("[terminal-required]");
});
