import { chmod, mkdir, mkdtempDisposable, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeQueue } from "./queue-files.ts";

const nobody = { uid: 65_532, gid: 65_532 };

test("F45 a queue is its owner's alone, never root's, and one that is there keeps what is in it", async () => {
  await using home = await mkdtempDisposable(join(tmpdir(), "queue-"));
  const directory = join(home.path, "queue", "dev-4k2j9");
  const owner = await makeQueue(directory, nobody);
  expect(owner.uid).not.toBe(0);
  await writeFile(join(directory, "kept"), "kept");
  await chmod(directory, 0o755);
  expect(await makeQueue(directory, nobody)).toEqual(owner);
  expect(await readFile(join(directory, "kept"), "utf8")).toBe("kept");
  for (const path of [directory, join(directory, "processed")]) {
    const { uid, gid, mode } = await stat(path);
    expect({ uid, gid, mode: mode & 0o777 }).toEqual({ ...owner, mode: 0o700 });
  }
});

test("a link that an earlier sidecar left in its queue is refused, and what it leads to stays as it is", async () => {
  await using home = await mkdtempDisposable(join(tmpdir(), "queue-"));
  const directory = join(home.path, "queue", "dev-4k2j9");
  const target = join(home.path, "target");
  await makeQueue(directory, nobody);
  await mkdir(target, { mode: 0o755 });
  await rm(join(directory, "processed"), { recursive: true });
  for (const to of [target, join(home.path, "nothing")]) {
    await symlink(to, join(directory, "processed"));
    await expect(makeQueue(directory, nobody)).rejects.toMatchObject({ code: "queue-failed" });
    await rm(join(directory, "processed"));
  }
  const { mode, uid } = await stat(target);
  expect({ mode: mode & 0o777, uid }).toEqual({ mode: 0o755, uid: process.getuid?.() });
});
