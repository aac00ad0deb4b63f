import { chmod, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WorkingCopy } from "../testing/git.ts";
import { git } from "../testing/git.ts";
import { startWorld, type World } from "../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** A commit that the upstream gets from somebody else. */
async function commitElsewhere(path: string, branch = "main"): Promise<string> {
  const seed = { cwd: join(world.directory, "upstream/seed") };
  await git(["fetch", "--quiet", world.bare.path, branch], seed);
  await git(["checkout", "--quiet", "-B", branch, "FETCH_HEAD"], seed);
  await git(["commit", "--quiet", "--allow-empty", "-m", path], seed);
  const pushed = await git(["push", "--quiet", world.bare.path, branch], seed);
  if (pushed.code !== 0) throw new Error(pushed.text);
  return (await git(["rev-parse", "HEAD"], seed)).stdout.trim();
}

describe("F28 what a client is served", () => {
  test.for(["0", "1", "2"])(
    "F28 B25 protocol %s: what the upstream got a moment ago is fetched",
    async (version) => {
      const copy = await world.clone(`fetch-${version}`, "-c", `protocol.version=${version}`);
      const id = await commitElsewhere(`v${version}`);
      await copy.ok("-c", `protocol.version=${version}`, "fetch", "origin");
      expect(await copy.ok("rev-parse", "origin/main")).toBe(id);
    },
  );

  test("F28 B25 a push is told the upstream's state too: a branch that it lost is not up to date", async () => {
    const copy = await world.clone("lost");
    await copy.ok("push", "origin", "main:refs/heads/lost");
    await world.bare.ok("update-ref", "-d", "refs/heads/lost");
    const told = await copy.git("push", "origin", "main:refs/heads/lost");
    expect(told.text).not.toContain("up-to-date");
    expect(await world.at("refs/heads/lost")).toBe(await copy.ok("rev-parse", "main"));
  });

  test("F28 an upstream that cannot be reached is a failure with its own words, never old data", async () => {
    const copy = await world.clone("down");
    world.upstream.instead = (_, response) => response.writeHead(503).end();
    const told = await Promise.all([copy.git("fetch"), copy.git("push", "origin", "main:refs/heads/x")]);
    world.upstream.instead = null;
    for (const { code, text } of told) {
      expect(code).toBe(128);
      expect(text).toMatch(
        /remote error: git-gate: the upstream cannot be reached, so nothing is served: .*503/,
      );
    }
    expect(await copy.git("fetch")).toMatchObject({ code: 0 });
  });

  test("B24 the default branch is the upstream's, also when it changes", async () => {
    const branch = async (name: string): Promise<string> =>
      await (await world.clone(name)).ok("symbolic-ref", "--short", "HEAD");
    expect(await branch("default-1")).toBe("main");
    await world.bare.ok("branch", "trunk", "main");
    await world.bare.ok("symbolic-ref", "HEAD", "refs/heads/trunk");
    expect(await branch("default-2")).toBe("trunk");
    await world.bare.ok("symbolic-ref", "HEAD", "refs/heads/main");
  });

  test("a branch in the way of another, deletions and moved tags are followed", async () => {
    const copy = await world.clone("follow");
    await world.bare.ok("update-ref", "refs/heads/way", "main");
    await world.bare.ok("update-ref", "refs/tags/moving", "main");
    await copy.ok("fetch", "--tags");
    await world.bare.ok("update-ref", "-d", "refs/heads/way");
    await world.bare.ok("update-ref", "refs/heads/way/below", "main");
    await world.bare.ok("update-ref", "refs/tags/moving", "main~1");
    await copy.ok("fetch", "--prune", "--tags", "--force");
    expect(await copy.ok("branch", "--remotes")).toContain("origin/way/below");
    expect(await copy.ok("rev-parse", "moving")).toBe(await world.at("refs/tags/moving"));
  });

  test("shallow and partial clones, deepening, and a fetch of missing files work", async () => {
    const url = ["--no-local", "--depth=1"];
    const shallow = await world.clone("shallow", ...url);
    expect(await shallow.ok("rev-list", "--count", "HEAD")).toBe("1");
    await shallow.ok("fetch", "--unshallow");
    expect(Number(await shallow.ok("rev-list", "--count", "HEAD"))).toBeGreaterThan(1);
    const partial = await world.clone("partial", "--filter=blob:none", "--no-checkout");
    await partial.ok("checkout", "main");
    expect(await partial.ok("config", "remote.origin.partialclonefilter")).toBe("blob:none");
  });

  test("an empty upstream can be cloned and pushed to", async () => {
    await using empty = await startWorld();
    await empty.bare.ok("update-ref", "-d", "refs/heads/main");
    const copy = await empty.clone("empty");
    const id = await copy.commit("first.txt", "first\n");
    await copy.ok("push", "origin", "HEAD:main");
    expect(await empty.at("refs/heads/main")).toBe(id);
  });
});

describe("F27 what can be pushed", () => {
  let copy: WorkingCopy;
  beforeAll(async () => {
    copy = await world.clone("pusher");
  });

  test("branches, light and annotated tags, notes, and deletions", async () => {
    await copy.commit("kinds.txt", "kinds\n");
    await copy.ok("tag", "light");
    await copy.ok("tag", "-m", "a release", "annotated");
    await copy.ok("notes", "add", "-m", "a note");
    const refs = ["HEAD:refs/heads/kinds", "light", "annotated", "refs/notes/commits"];
    await copy.ok("push", "origin", ...refs);
    for (const ref of ["refs/heads/kinds", "refs/tags/light", "refs/tags/annotated", "refs/notes/commits"])
      expect(await world.at(ref)).not.toBeNull();
    await copy.ok("push", "origin", "--delete", "kinds", "light");
    expect(await world.at("refs/heads/kinds")).toBeNull();
    expect(await world.at("refs/tags/light")).toBeNull();
  });

  test("a tag of a tag, of a file and of a tree", async () => {
    await copy.ok("tag", "-m", "inner", "inner");
    await copy.ok("tag", "-m", "outer", "outer", "inner");
    await copy.ok("tag", "file", "HEAD:README.md");
    await copy.ok("tag", "tree", "HEAD^{tree}");
    await copy.ok("push", "origin", "outer", "file", "tree");
    expect(await world.at("refs/tags/outer")).toBe(await copy.ok("rev-parse", "refs/tags/outer"));
  });

  test.for([
    ["a pack that is sent in chunks", ["-c", "http.postBuffer=1024"]],
    ["protocol 0", ["-c", "protocol.version=0"]],
  ] as const)("%s", async ([, flags]) => {
    const id = await copy.commit("large.bin", Buffer.alloc(200_000, performance.now().toString()));
    await copy.ok(...flags, "push", "origin", "HEAD:refs/heads/large");
    expect(await world.at("refs/heads/large")).toBe(id);
  });

  test("force, with and without a lease", async () => {
    await copy.ok("push", "origin", "HEAD:refs/heads/forced");
    await copy.ok("commit", "--quiet", "--amend", "-m", "another");
    expect((await copy.git("push", "origin", "HEAD:refs/heads/forced")).text).toContain("rejected");
    await copy.ok("push", "--force-with-lease=forced:HEAD@{1}", "origin", "HEAD:refs/heads/forced");
    expect(await world.at("refs/heads/forced")).toBe(await copy.ok("rev-parse", "HEAD"));
    await copy.ok("commit", "--quiet", "--amend", "-m", "yet another");
    await copy.ok("push", "--force", "origin", "HEAD:refs/heads/forced");
    expect(await world.at("refs/heads/forced")).toBe(await copy.ok("rev-parse", "HEAD"));
  });

  test("push options reach the upstream, odd names go as they are", async () => {
    const hook = join(world.bare.path, "hooks/pre-receive");
    await world.bare.write("hooks/pre-receive", '#!/bin/sh\necho "option $GIT_PUSH_OPTION_0"\n');
    await chmod(hook, 0o755);
    const told = await copy.git("push", "-o", "ci.skip", "origin", "HEAD:refs/heads/--exec=$(id)");
    await rm(hook);
    expect(told.text).toContain("upstream: option ci.skip");
    expect(await world.at("refs/heads/--exec=$(id)")).not.toBeNull();
  });

  test("a push out of a shallow clone", async () => {
    const shallow = await world.clone("shallow-push", "--no-local", "--depth=1");
    const id = await shallow.commit("shallow.txt", "shallow\n");
    await shallow.ok("push", "origin", "HEAD:refs/heads/shallow");
    expect(await world.at("refs/heads/shallow")).toBe(id);
  });

  test("a submodule's commit id", async () => {
    const id = "1".repeat(40);
    await copy.ok("update-index", "--add", "--cacheinfo", `160000,${id},sub`);
    await copy.ok("commit", "--quiet", "-m", "submodule");
    await copy.ok("push", "origin", "HEAD:refs/heads/sub");
    expect(await world.at("refs/heads/sub:sub")).toBe(id);
  });
});

describe("F27 each ref has the upstream's own result", () => {
  test("one of two is taken, and the other's reason is the upstream's", async () => {
    const copy = await world.clone("per-ref");
    const id = await copy.commit("per-ref.txt", "x\n");
    const hook = join(world.bare.path, "hooks/update");
    await world.bare.write(
      "hooks/update",
      '#!/bin/sh\ncase $1 in *no) echo "not this one"; exit 1 ;; esac\n',
    );
    await chmod(hook, 0o755);
    const told = await copy.git("push", "origin", "HEAD:refs/heads/yes", "HEAD:refs/heads/no");
    const atomic = await copy.git("push", "--atomic", "origin", "HEAD:refs/heads/yes2", "HEAD:refs/heads/no");
    await rm(hook);
    expect(told.code).toBe(1);
    expect(told.text).toContain("upstream: not this one");
    expect(told.text).toMatch(/\[new branch\] +HEAD -> yes/);
    expect(told.text).toMatch(/\[remote rejected\] HEAD -> no \(hook declined\)/);
    expect(await world.at("refs/heads/yes")).toBe(id);
    expect(atomic.code).toBe(1);
    expect(await world.at("refs/heads/yes2")).toBeNull();
    expect((await copy.git("ls-remote", "origin")).text).not.toContain("refs/heads/no");
  });

  test("who was overtaken between looking and pushing is told to fetch first", async () => {
    const copy = await world.clone("overtaken");
    await copy.commit("mine.txt", "mine\n");
    // Both list the same refs; the other one's push then comes first
    await copy.ok("remote", "set-url", "--push", "origin", world.url);
    const hook = join(copy.path, ".git/hooks/pre-push");
    const other = await world.clone("overtaker");
    const id = await other.commit("theirs.txt", "theirs\n");
    await copy.write(
      ".git/hooks/pre-push",
      `#!/bin/sh\nunset GIT_DIR\ngit -C ${other.path} push --quiet origin main\n`,
    );
    await chmod(hook, 0o755);
    const told = await copy.git("push", "origin", "main");
    expect(told.code).toBe(1);
    expect(told.text).toMatch(/fetch first|rejected/);
    expect(await world.at("refs/heads/main")).toBe(id);
  });
});

test("the gate keeps nothing of a refused push", async () => {
  const state = world.running.gate.options.config.state;
  const left = (await readdir(state, { recursive: true })).filter((name) => /tmp_objdir|\.lock$/.test(name));
  expect(left).toEqual([]);
});
