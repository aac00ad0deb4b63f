import { chown, mkdir, mkdtempDisposable, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeAtomically } from "../queue/write-atomically.ts";
import { nodeFiles } from "./node-files.ts";

const isRoot = process.getuid?.() === 0;
if (!isRoot) process.stdout.write("skipped: what root writes into somebody's directory: this is not root\n");

test.skipIf(!isRoot)("what root writes into somebody's directory is for that one to read", async () => {
  await using made = await mkdtempDisposable(join(tmpdir(), "node-files-"));
  const directory = join(made.path, "queue");
  await mkdir(directory);
  await chown(directory, 65_532, 65_533);
  await writeAtomically(nodeFiles, { directory, name: "answer", text: "yes" });
  const { uid, gid, mode } = await stat(join(directory, "answer"));
  expect({ uid, gid, mode: mode & 0o777 }).toEqual({ uid: 65_532, gid: 65_533, mode: 0o600 });
  await writeAtomically(nodeFiles, { directory: made.path, name: "own", text: "yes" });
  expect((await stat(join(made.path, "own"))).uid).toBe(0);
});
