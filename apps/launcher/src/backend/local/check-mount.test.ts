import { mkdir, mkdtempDisposable, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkMount } from "./check-mount.ts";

test.for([
  ["the home of the user", "user", "manifests and state"],
  ["the directory of the manifests", "user/.claude-bottle", "manifests and state"],
  ["a directory in it", "user/.claude-bottle/state", "manifests and state"],
  ["a link to it", "link", "manifests and state"],
  ["a project that claude-bottle is installed in", "project", "programs"],
  ["a directory of the programs", "project/node_modules/claude-bottle/apps", "programs"],
  ["a directory beside both", "user/work", null],
  ["a directory whose name begins like theirs", "user/.claude-bottle-notes", null],
  ["one whose name begins with two dots", "user/..notes", null],
] as const)("an agent is given no directory of claude-bottle's own to write to: %s", async ([, cwd, why]) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "claude-bottle-mount-"));
  const at = (path: string): string => join(folder.path, path);
  const own = { home: at("user/.claude-bottle"), assets: at("project/node_modules/claude-bottle") };
  for (const path of [
    "user/work",
    "user/.claude-bottle/state",
    "user/.claude-bottle-notes",
    "user/..notes",
    "project/node_modules/claude-bottle/apps",
  ])
    await mkdir(at(path), { recursive: true });
  await symlink("user", at("link"));
  const checked = checkMount(at(cwd), own);
  if (why === null) await checked;
  else await expect(checked).rejects.toMatchObject({ code: "usage", message: expect.stringContaining(why) });
});

test("a directory in which a launch would only make them is none to mount either", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "claude-bottle-mount-"));
  const own = { home: join(folder.path, ".claude-bottle"), assets: "/nowhere" };
  await expect(checkMount(folder.path, own)).rejects.toMatchObject({ code: "usage" });
});
