import { appendFile, mkdtempDisposable, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fileLines } from "./follow-file.ts";

test("lines are whole, those that come later too, until the file is removed", async () => {
  await using made = await mkdtempDisposable(join(tmpdir(), "follow-"));
  const path = join(made.path, "log");
  await writeFile(path, "one\ntw");
  const found: string[] = [];
  for await (const line of fileLines(path, { follow: true, signal: new AbortController().signal })) {
    found.push(line);
    if (line === "one") await appendFile(path, "o ü\n");
    if (line === "two ü") await appendFile(path, "last");
    if (line === "two ü") await rm(path);
  }
  expect(found).toEqual(["one", "two ü", "last"]);
});

test("from the end on, nothing that was there before is read", async () => {
  await using made = await mkdtempDisposable(join(tmpdir(), "follow-"));
  const path = join(made.path, "log");
  await writeFile(path, "old\n");
  const found: string[] = [];
  for await (const line of fileLines(path, { follow: false, signal: AbortSignal.abort(), from: "end" }))
    found.push(line);
  expect(found).toEqual([]);
});
