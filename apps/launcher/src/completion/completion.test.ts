import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { compiledSources } from "@claude-bottle/shared/testing";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { commands } from "../cli/commands.ts";
import { deskWith, type Desk } from "../testing/desk.ts";
import { plainManifest } from "../testing/manifests.ts";
import { candidates, type NameLists } from "./candidates.ts";
import { type Shell, shells } from "./shells.ts";

const run = promisify(execFile);

const named =
  (...names: string[]) =>
  () =>
    Promise.resolve(names.map((text) => ({ text, summary: "" })));
const lists: NameLists = {
  agents: named("fixer", "reviewer"),
  names: named("fixer", "web"),
  identities: named("fixer-00000"),
  backends: named("docker"),
};
const texts = async (...words: string[]): Promise<string[]> =>
  (await candidates(words, commands, lists)).map(({ text }) => text);

describe("a command line goes on with", () => {
  test("the commands there are", async () => {
    expect(await texts("")).toEqual(commands.map(({ name }) => name));
    expect(await texts("sta")).toEqual(["start", "stats"]);
  });

  test.for([
    [
      ["start", ""],
      ["fixer", "reviewer"],
    ],
    [["start", "f"], ["fixer"]],
    [["start", "fixer", ""], []],
    [["stop", ""], ["fixer-00000"]],
    [["cleanup", "a", "b", ""], ["fixer-00000"]],
    [["start", "--backend", ""], ["docker"]],
    [
      ["start", "--backend", "docker", ""],
      ["fixer", "reviewer"],
    ],
    [
      ["start", "--format", ""],
      ["text", "json"],
    ],
    [["logs", "-f", "fixer-00000", "g"], ["git-gate"]],
    [["explain", "GET", "https://a.example/", "--agent", "r"], ["reviewer"]],
    [["exec", "fixer-00000", "--", ""], []],
    [["scan", ""], []],
    [["nothing", ""], []],
    [["edit", "w"], ["web"]],
    [["completion", "z"], ["zsh"]],
  ] as const)("%j: %j", async ([words, expected]) => {
    expect(await texts(...words)).toEqual(expected);
  });

  test("flags that do not stand there yet", async () => {
    expect(await texts("start", "fixer", "--d")).toEqual(["--dry-run", "--detach"]);
    expect(await texts("start", "--detach", "--d")).toEqual(["--dry-run"]);
  });

  test("words that begin as the last one does, whatever was typed", async () => {
    const word = fc.oneof(
      fc.constantFrom("start", "logs", "--format", "--", "-f", ""),
      fc.string({ maxLength: 4 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 5 }), async (words) => {
        for (const text of await texts(...words)) expect(text.startsWith(words.at(-1) ?? "")).toBe(true);
      }),
    );
  });
});

/** Puts the command into a directory of its own that a shell finds it in. */
async function installed(desk: Desk): Promise<Record<string, string>> {
  const bin = join(desk.root, "bin");
  await mkdir(bin);
  await symlink(process.execPath, join(bin, "node"));
  const main = new URL("../main.ts", import.meta.url).pathname;
  await writeFile(join(bin, "claude-bottle"), `#!/bin/sh\nexec node "${main}" "$@"\n`, { mode: 0o755 });
  return {
    PATH: `${bin}:/usr/bin:/bin`,
    HOME: desk.root,
    CLAUDE_BOTTLE_HOME: desk.home,
    TERM: "dumb",
    ...compiledSources,
  };
}

/** What each shell makes of `claude-bottle start pl` and `claude-bottle st`. */
const asks: { readonly [Name in Shell]: (script: string, line: readonly string[]) => string[] } = {
  bash: (script, line) => [
    "-c",
    `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _claude_bottle; printf '%s\n' "\${COMPREPLY[@]}"`,
    script,
    ...line,
  ],
  zsh: (script, line) => [
    "-f",
    "-c",
    `compdef() { :; }; source "$1"; shift; words=("$@"); CURRENT=$#; _describe() { print -l -- "\${found[@]}"; }; _files() { :; }; _claude_bottle`,
    "zsh",
    script,
    ...line,
  ],
  fish: (script, line) => ["--no-config", "-c", `source ${script}; complete -C '${line.join(" ")}'`],
};

describe.for(Object.keys(shells) as Shell[])("in %s", { timeout: 60_000 }, (shell) => {
  test("the script offers commands and agents", async (context) => {
    const found = await run("sh", ["-c", `command -v ${shell}`]).catch(() => null);
    context.skip(found === null, `${shell} is not installed`);
    await using desk = await deskWith({ files: plainManifest });
    const env = await installed(desk);
    const script = join(desk.root, `completion.${shell}`);
    await writeFile(script, shells[shell]);
    const offered = async (...line: string[]): Promise<string[]> => {
      const { stdout } = await run(shell, asks[shell](script, line), { env });
      return stdout
        .split("\n")
        .filter((each) => each !== "")
        .map((each) => each.split(/[\t:]/)[0] ?? "");
    };
    expect(await offered("claude-bottle", "star")).toEqual(["start"]);
    expect(await offered("claude-bottle", "start", "pl")).toEqual(["plain"]);
  });
});
