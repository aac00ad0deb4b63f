import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  mkdirSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RepositoryFacts } from "../core/git/working-copy.ts";
import { inspectWorkingCopy, usualInspectLimits } from "./inspect-working-copy.ts";
import { readWorkingCopy } from "./working-copy.ts";

const env = {
  PATH: "/usr/local/bin:/usr/bin:/bin",
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  ...Object.fromEntries(
    ["AUTHOR", "COMMITTER"].flatMap((who) => [
      [`GIT_${who}_NAME`, "A Tester"],
      [`GIT_${who}_EMAIL`, "tester@example.com"],
    ]),
  ),
};
const git = spawnSync("git", ["--version"], { env }).status === 0;
if (!git) process.stderr.write("skipped: what is in a repository, for there is no git here to make one\n");

/** A directory that git and files can be done in. */
function directory() {
  const dir = mkdtempSync(join(tmpdir(), "claude-bottle-working-copy-"));
  return {
    dir,
    git: (...args: string[]): string =>
      execFileSync("git", args, {
        cwd: dir,
        env,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
      }).trim(),
    write(path: string, text: string): void {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    },
    [Symbol.dispose]: () => rmSync(dir, { recursive: true }),
  };
}

/** A repository with one commit of `a` and `src/b` on `main`. */
function repository() {
  const made = directory();
  made.git("init", "--quiet", "--initial-branch=main");
  made.write("a", "a\n");
  made.write("src/b", "b\n");
  made.git("add", ".");
  made.git("commit", "--quiet", "--message=first");
  return made;
}

async function factsOf(dir: string, limits = {}): Promise<RepositoryFacts> {
  const readings: RepositoryFacts[] = [];
  await readWorkingCopy(dir, { ...usualInspectLimits, ...limits }, ({ facts }) => readings.push(facts));
  const last = readings.at(-1);
  if (last === undefined) throw new Error("nothing was reported");
  return last;
}

describe.runIf(git)("F17 what is in a repository", () => {
  test("F17 a clean one that was never pushed", async () => {
    using made = repository();
    expect(await factsOf(made.dir)).toEqual({
      repository: "here",
      head: { branch: "main", commit: made.git("rev-parse", "HEAD") },
      remotes: [],
      unpushed: { against: null },
      changes: { count: 0, atLeast: false },
      unread: [],
    });
  });

  test("F17 changed, staged, deleted and new files are counted as git counts them, ignored ones are not", async () => {
    using made = repository();
    made.write("c", "c\n");
    made.git("add", "c");
    made.git("commit", "--quiet", "--message=second");
    made.write(".gitignore", "node_modules\n*.log\n");
    made.write("node_modules/x/y", "");
    made.write("debug.log", "");
    made.write("a", "changed\n");
    made.write("new/deep/file", "new\n");
    made.git("rm", "--quiet", "src/b");
    made.write("c", "staged\n");
    made.git("add", "c");
    mkdirSync(join(made.dir, "empty"));
    const counted = made.git("status", "--porcelain", "--untracked-files=all").split("\n").length;
    expect((await factsOf(made.dir)).changes).toEqual({ count: counted, atLeast: false });
    expect(counted).toBe(5);
  });

  test("F17 commits that the followed branch has not, also from a packed repository", async () => {
    using made = repository();
    made.git("remote", "add", "up", "git@git.example.com:acme/app.git");
    made.git("update-ref", "refs/remotes/up/trunk", "HEAD");
    made.git("config", "branch.main.remote", "up");
    made.git("config", "branch.main.merge", "refs/heads/trunk");
    made.write("a", "two\n");
    made.git("commit", "--quiet", "--all", "--message=second");
    made.git("gc", "--quiet");
    expect(await factsOf(made.dir)).toMatchObject({
      unpushed: { against: "up/trunk", count: 1, atLeast: false },
      changes: { count: 0, atLeast: false },
      unread: [],
    });
  });

  test("F17 without a setting it is the branch of that name at a remote; a branch may have slashes and dots", async () => {
    using made = repository();
    made.git("switch", "--quiet", "--create", "agent/v1.0");
    made.git("remote", "add", "origin", "https://git.example.com/acme/app");
    made.git("update-ref", "refs/remotes/origin/agent/v1.0", "HEAD");
    expect(await factsOf(made.dir)).toMatchObject({
      head: { branch: "agent/v1.0" },
      unpushed: { against: "origin/agent/v1.0", count: 0 },
    });
  });

  test("F17 every address of every remote, those for pushing alone too", async () => {
    using made = repository();
    made.git("remote", "add", "origin", "https://git.example.com/acme/app");
    made.git("remote", "set-url", "--push", "origin", "git@git.example.com:acme/app.git");
    made.git("remote", "add", "my.fork", "../elsewhere");
    expect((await factsOf(made.dir)).remotes).toEqual([
      { name: "origin", url: "https://git.example.com/acme/app" },
      { name: "origin", url: "git@git.example.com:acme/app.git" },
      { name: "my.fork", url: "../elsewhere" },
    ]);
  });

  test("F17 no commit yet, and no branch", async () => {
    using unborn = directory();
    unborn.git("init", "--quiet", "--initial-branch=main");
    unborn.write("a", "a\n");
    expect(await factsOf(unborn.dir)).toMatchObject({
      head: { branch: "main", commit: null },
      changes: { count: 1 },
      unread: [],
    });
    using detached = repository();
    detached.git("checkout", "--quiet", "--detach");
    expect(await factsOf(detached.dir)).toMatchObject({
      head: { branch: null },
      unpushed: { against: null },
    });
  });

  test("F17 a shallow clone is read as far as it goes", async () => {
    using made = repository();
    made.write("a", "two\n");
    made.git("commit", "--quiet", "--all", "--message=second");
    using clone = directory();
    clone.git("clone", "--quiet", "--depth=1", `file://${made.dir}`, "copy");
    expect(await factsOf(join(clone.dir, "copy"))).toMatchObject({
      unpushed: { against: "origin/main", count: 0, atLeast: false },
      changes: { count: 0, atLeast: false },
      unread: [],
    });
  });

  test("F17 a large file is changed when it was touched, and clean otherwise", async () => {
    using made = repository();
    made.write("large", "x".repeat(17 * 1024 * 1024));
    made.git("add", "large");
    made.git("commit", "--quiet", "--message=large");
    expect((await factsOf(made.dir)).changes?.count).toBe(0);
    made.write("large", "y");
    made.write("a", "a\n");
    expect((await factsOf(made.dir)).changes?.count).toBe(1);
  });

  test("F17 beyond the limits counts are lower bounds", async () => {
    using made = repository();
    for (let n = 0; n < 20; n += 1) made.write(`new-${n}`, "");
    const { changes } = await factsOf(made.dir, { paths: 10 });
    expect(changes?.atLeast).toBe(true);
    expect(changes?.count).toBeLessThan(20);
  });

  test("F17 nothing of the repository is written or run", async () => {
    using made = repository();
    const index = readFileSync(join(made.dir, ".git/index"));
    const proof = join(made.dir, "..", `${made.dir}-ran`);
    made.git("config", "core.fsmonitor", `touch ${proof}`);
    made.git("config", "core.sshCommand", `touch ${proof}`);
    made.git("config", "filter.x.clean", `touch ${proof}`);
    made.git("config", "core.worktree", "/");
    made.write(".gitattributes", "* filter=x\n");
    made.write("a", "a\n");
    expect((await factsOf(made.dir)).changes).toEqual({ count: 1, atLeast: false });
    expect(readFileSync(join(made.dir, ".git/index")).equals(index)).toBe(true);
    expect(existsSync(proof)).toBe(false);
  });
});

describe.runIf(git)(
  "F17 a damaged or hostile repository is no failure, and what could not be read is said",
  () => {
    const secret = "canary";
    const damages: [string, (made: ReturnType<typeof repository>) => void, string][] = [
      ["an index of garbage", (made) => made.write(".git/index", "garbage"), "changes"],
      ["a HEAD of garbage", (made) => made.write(".git/HEAD", secret), "branch"],
      ["a branch of garbage", (made) => made.write(".git/refs/heads/main", secret), "branch"],
      [
        "a HEAD that is a link to another file",
        (made) => {
          made.write("secret", secret);
          rmSync(join(made.dir, ".git/HEAD"));
          symlinkSync(join(made.dir, "secret"), join(made.dir, ".git/HEAD"));
        },
        "branch",
      ],
      [
        "a configuration that never ends",
        (made) => {
          rmSync(join(made.dir, ".git/config"));
          symlinkSync("/dev/zero", join(made.dir, ".git/config"));
        },
        "remotes",
      ],
      ["no objects", (made) => rmSync(join(made.dir, ".git/objects"), { recursive: true }), "changes"],
      [
        "no files at all",
        (made) => {
          rmSync(join(made.dir, ".git"), { recursive: true });
          mkdirSync(join(made.dir, ".git"));
        },
        "branch",
      ],
    ];

    test.for(damages)("F17 %s", async ([, damage, what]) => {
      using made = repository();
      damage(made);
      const facts = await factsOf(made.dir);
      expect(facts.unread.join("\n")).toContain(`${what}: `);
      expect(facts.unread.join("\n")).not.toContain(secret);
    });

    test("F17 a directory without a repository, and one that only points to one", async () => {
      using none = directory();
      expect(await inspectWorkingCopy(none.dir)).toMatchObject({ repository: "none", unread: [] });
      using elsewhere = directory();
      elsewhere.write(".git", "gitdir: /etc\n");
      expect(await inspectWorkingCopy(elsewhere.dir)).toMatchObject({ repository: "elsewhere", unread: [] });
    });

    test("F17 what takes too long is given up, and what was known is kept", async () => {
      using made = repository();
      const facts = await inspectWorkingCopy(made.dir, { ...usualInspectLimits, milliseconds: 0 });
      expect(facts).toMatchObject({ repository: "here", changes: null });
      expect(facts.unread.join("\n")).toContain("not done within 0 s");
    });

    test("F17 a pattern that no name is ever done with ends with the time", async () => {
      using made = repository();
      made.write(".gitignore", `${"*a".repeat(30)}b\n`);
      made.write("a".repeat(200), "");
      const facts = await inspectWorkingCopy(made.dir, { ...usualInspectLimits, milliseconds: 2000 });
      expect(facts.changes).toBeNull();
      expect(facts.unread.at(-1)).toContain("not done within 2 s");
    });

    test("F17 the thread gives the same facts", async () => {
      using made = repository();
      expect(await inspectWorkingCopy(made.dir)).toEqual(await factsOf(made.dir));
    });
  },
);
