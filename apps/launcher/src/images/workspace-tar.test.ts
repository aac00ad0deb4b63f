import { mkdir, mkdtempDisposable, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { memoryEngine } from "./testing/memory-engine.ts";
import { hasForeignGit, workspaceTar } from "./workspace-tar.ts";

const image = { tag: "t", dockerfile: "Dockerfile", buildArgs: {}, labels: {} };

test("F17 the copy has hidden files and .git, links stay links, and nothing is followed outside", async () => {
  await using outside = await mkdtempDisposable(join(tmpdir(), "claude-bottle-"));
  await using folder = await mkdtempDisposable(join(tmpdir(), "claude-bottle-"));
  const at = (name: string): string => join(folder.path, name);
  await writeFile(join(outside.path, "secret"), "do not copy");
  await mkdir(at(".git"));
  await writeFile(at(".git/HEAD"), "ref: refs/heads/main\n");
  await writeFile(at(".dockerignore"), "*\n");
  await writeFile(at("Dockerfile"), "FROM theirs\n");
  await symlink(join(outside.path, "secret"), at("link"));
  await symlink(outside.path, at("folder-link"));
  const engine = memoryEngine();
  await engine.build(await workspaceTar("claude-bottle-agent:1", folder.path), image, () => {});
  const files = Object.fromEntries(engine.builds[0]?.files ?? []);
  expect(files).toEqual({
    work: "",
    "work/.git": "",
    "work/.git/HEAD": "ref: refs/heads/main\n",
    "work/.dockerignore": "*\n",
    "work/Dockerfile": "FROM theirs\n",
    "work/link": join(outside.path, "secret"),
    "work/folder-link": outside.path,
    Dockerfile: "FROM claude-bottle-agent:1\nCOPY --chown=1000:1000 work/ /home/agent/work/\n",
  });
});

test("a socket in the directory is left out", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "claude-bottle-"));
  await using server = createServer();
  await new Promise<void>((resolve) => void server.listen(join(folder.path, "socket"), resolve));
  const engine = memoryEngine();
  await engine.build(await workspaceTar("agent", folder.path), image, () => {});
  expect([...(engine.builds[0]?.files.keys() ?? [])]).toEqual(["work", "Dockerfile"]);
});

test("a directory that is not there is named", async () => {
  await expect(workspaceTar("agent", "/nowhere")).rejects.toMatchObject({
    message: 'The working directory "/nowhere" cannot be read',
  });
});

test("a worktree is told from a repository of its own", async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), "claude-bottle-"));
  expect(await hasForeignGit(folder.path)).toBe(false);
  await writeFile(join(folder.path, ".git"), "gitdir: /elsewhere\n");
  expect(await hasForeignGit(folder.path)).toBe(true);
});
