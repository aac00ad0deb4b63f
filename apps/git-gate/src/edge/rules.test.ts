import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WorkingCopy } from "../testing/git.ts";
import { startWorld, type World } from "../testing/world.ts";

describe("push rules of a remote", () => {
  let world: World;
  let copy: WorkingCopy;
  beforeAll(async () => {
    const refs = ["refs/heads/agent/*"];
    world = await startWorld({
      push: { refs, force: false, delete: false, tags: false, protect: ["./.github/workflows/", "LOCK"] },
    });
    copy = await world.clone("work");
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  async function refused(rule: string, ...args: string[]): Promise<string> {
    world.upstream.requests.length = 0;
    const { code, text } = await copy.git("push", "origin", ...args);
    expect(code).toBe(1);
    expect(text).toContain(`(rule ${rule})`);
    expect(
      world.upstream.requests.filter((one) => one.startsWith("POST") && one.includes("receive")),
    ).toEqual([]);
    return text;
  }

  test("a ref outside the globs is refused before the upstream hears of it, and told where to", async () => {
    await copy.commit("a.txt", "a");
    const text = await refused("refs", "HEAD:main");
    expect(text).toContain("refs/heads/main: only refs/heads/agent/* may be pushed (rule refs)");
    expect(text).toContain("git push origin HEAD:refs/heads/agent/my-work");
    await copy.ok("push", "origin", "HEAD:refs/heads/agent/one");
    expect(world.log.at(-1)).toMatchObject({
      event: "push",
      verdict: "clean",
      refs: ["refs/heads/agent/one"],
    });
  });

  test("rewritten history, deletions and tags are refused", async () => {
    await copy.ok("commit", "--quiet", "--amend", "-m", "other");
    expect(await refused("force", "+HEAD:refs/heads/agent/one")).toContain("git rebase");
    await refused("delete", ":refs/heads/agent/one");
    await copy.ok("tag", "v1");
    await refused("tags", "v1");
    expect(await world.at("refs/heads/agent/one")).not.toBeNull();
  });

  test("a protected path is refused in any new commit, also when a later one puts it back", async () => {
    await copy.ok("checkout", "--quiet", "-B", "ci", "origin/main");
    await copy.commit(".github/workflows/ci.yml", "on: push\n");
    const text = await refused("protect", "HEAD:refs/heads/agent/ci");
    expect(text).toContain('".github/workflows" may not be changed');
    await copy.ok("rm", "-r", "--quiet", ".github");
    await copy.ok("commit", "--quiet", "-m", "put back");
    await refused("protect", "HEAD:refs/heads/agent/ci");
    await copy.ok("reset", "--quiet", "--hard", "origin/main");
    await copy.commit(".github/other.yml", "fine\n");
    await copy.ok("push", "origin", "HEAD:refs/heads/agent/ci");
  });

  test("what the upstream itself changed there may be merged, and not be undone by a merge", async () => {
    await copy.ok("checkout", "--quiet", "-B", "lock", "origin/main");
    await copy.commit("mine.txt", "mine");
    await copy.ok("push", "origin", "HEAD:refs/heads/agent/lock");
    const seed = await world.clone("maintainer");
    await seed.commit("LOCK", "2");
    await seed.ok("push", world.bare.path, "main");
    await copy.ok("fetch", "--quiet");
    await copy.ok("merge", "--quiet", "-m", "theirs", "origin/main");
    await copy.ok("push", "origin", "HEAD:refs/heads/agent/lock");
    await copy.ok("checkout", "--quiet", "-b", "undo", "origin/main");
    const old = await copy.ok("rev-parse", "origin/main~1");
    await copy.ok("checkout", "--quiet", "-b", "before", old);
    await copy.commit("b.txt", "b");
    await copy.ok("merge", "--quiet", "-s", "ours", "-m", "undo", "refs/heads/lock");
    await refused("protect", "HEAD:refs/heads/agent/lock");
  });
});

test("a remote without push rules is fetched from only", async () => {
  await using world = await startWorld({ push: null });
  const copy = await world.clone("work");
  await copy.commit("a.txt", "a");
  const { code, text } = await copy.git("push", "origin", "HEAD:refs/heads/x");
  expect(code).toBe(1);
  expect(text).toContain("this remote can only be fetched from (rule fetch-only)");
});
