import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { deskWith } from "../testing/desk.ts";
import { gitOf } from "../testing/plan.ts";
import { readIdentities } from "./read-identities.ts";

const text = `-----BEGIN ${"PRIVATE KEY"}-----\nAAAA\n-----END ${"PRIVATE KEY"}-----\n`;
const entry = (path: string) => [gitOf("app", "git@git.example.com:a/b.git", { IdentityFile: path })];

describe("F29 the key of a git entry", () => {
  test("F29 passes when it is there and the owner's alone; an https upstream has none", async () => {
    await using desk = await deskWith();
    const path = join(desk.root, "key");
    await writeFile(path, text, { mode: 0o600 });
    const keys = await readIdentities([...entry(path), gitOf("web", "https://git.example.com/a/c")]);
    expect([...keys.keys()]).toEqual(["app"]);
    expect(keys.get("app")?.reveal()).toBe(text);
    expect(String(keys.get("app"))).toBe(`[secret ${path}]`);
  });

  test("F29 that is missing is an error with the entry and the path", async () => {
    await expect(readIdentities(entry("/nowhere/key"))).rejects.toMatchObject({
      code: "file-missing",
      message: 'Could not read the IdentityFile "/nowhere/key" of the git entry "app"',
      hint: "Check the path; there is no such file",
    });
  });

  test.for([
    ["open to the group", text, 0o640, "can be read or written by others"],
    ["a public key", "ssh-ed25519 AAAAC3 me@here", 0o600, "is a public key"],
    ["far too large", "x".repeat(70_000), 0o600, "is no private key"],
  ] as const)("F29 %s is an error with the way out", async ([, content, mode, what]) => {
    await using desk = await deskWith();
    const path = join(desk.root, "key");
    await writeFile(path, content);
    await chmod(path, mode);
    await expect(readIdentities(entry(path))).rejects.toMatchObject({
      code: "key-unusable",
      message: `The IdentityFile "${path}" of the git entry "app" ${what}`,
    });
  });

  test("F29 a directory is no key", async () => {
    await using desk = await deskWith();
    await mkdir(join(desk.root, "keys"), { mode: 0o700 });
    await expect(readIdentities(entry(join(desk.root, "keys")))).rejects.toMatchObject({
      code: "key-unusable",
    });
  });
});
