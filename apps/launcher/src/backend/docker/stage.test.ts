import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { STAGE_SCRIPT } from "./stage.ts";

async function stage(directory: string, name: string, { text, size }: { text: string; size: number }) {
  const args = ["-c", STAGE_SCRIPT, "sh", directory, name, String(size)];
  const child = spawn("/bin/sh", args, { stdio: ["pipe", "ignore", "ignore"] });
  child.stdin.end(text);
  const [status] = await once(child, "close");
  return status as number;
}

test("F45 a file in force is replaced whole, by one of two at a time, and not at all when its text breaks off", async () => {
  await using made = await mkdtempDisposable(join(tmpdir(), "stage-"));
  const file = join(made.path, "allowlist");
  await writeFile(file, "old\n", { mode: 0o444 });
  expect(await stage(made.path, "allowlist", { text: "ne", size: 4 })).toBe(1);
  expect(await readFile(file, "utf8")).toBe("old\n");
  const texts = ["a", "b", "c"].map((letter) => `${letter.repeat(200_000)}\n`);
  const all = await Promise.all(
    texts.map((text) => stage(made.path, "allowlist", { text, size: text.length })),
  );
  expect(all).toEqual([0, 0, 0]);
  expect(texts).toContain(await readFile(file, "utf8"));
  expect((await stat(file)).mode & 0o777).toBe(0o444);
  expect(await readdir(made.path)).toEqual(["allowlist"]);
});
