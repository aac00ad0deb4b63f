import type { PushRules } from "@claude-bottle/manifest";
import { describe, expect, test } from "vitest";
import { decidePush, type RefChange } from "./decide-push.ts";
import { touchesOfCommits, touchesOfMove, treePath, type EntryOf, type Tip } from "./protected-paths.ts";
import { refMatches } from "./ref-glob.ts";

const usual: PushRules = { refs: null, force: false, delete: false, tags: true, protect: [] };
const main = "refs/heads/main";
const change = (kind: RefChange["kind"], ref = main): RefChange => ({ ref, kind, touched: [] });
const rulesOf = (rules: PushRules | null, one: RefChange): string[] =>
  decidePush(rules, one).map(({ rule }) => rule);

test.for([
  ["refs/heads/agent/*", "refs/heads/agent/one", true],
  ["refs/heads/agent/*", "refs/heads/agent/one/two", false],
  ["refs/heads/agent/**", "refs/heads/agent/one/two", true],
  ["refs/heads/agent/*", "refs/heads/agents/one", false],
  ["main", "refs/heads/main", true],
  ["main", "refs/tags/main", false],
  ["refs/heads/v1.0", "refs/heads/v1x0", false],
  ["refs/heads/*-wip", "refs/heads/fix-wip", true],
  ["*", "refs/heads/main", true],
  ["*", "refs/notes/commits", false],
] as const)("the glob %s against %s: %s", ([glob, ref, fits]) => {
  expect(refMatches(glob, ref)).toBe(fits);
});

describe("what the rules of a remote let through", () => {
  test.for([
    ["create", []],
    ["update", []],
    ["force", ["force"]],
    ["delete", ["delete"]],
  ] as const)("by default a %s ends in %j", ([kind, expected]) => {
    expect(rulesOf(usual, change(kind))).toEqual(expected);
  });

  test("force and delete pass where they are allowed", () => {
    expect(rulesOf({ ...usual, force: true }, change("force"))).toEqual([]);
    expect(rulesOf({ ...usual, delete: true }, change("delete"))).toEqual([]);
  });

  test("a ref outside the globs is refused with a command that would work", () => {
    const refs = ["refs/heads/agent/*"];
    expect(decidePush({ ...usual, refs }, change("update"))).toEqual([
      {
        rule: "refs",
        ref: main,
        what: "only refs/heads/agent/* may be pushed",
        fix: "Push to such a ref, for example: git push origin HEAD:refs/heads/agent/my-work",
      },
    ]);
    expect(rulesOf({ ...usual, refs }, change("create", "refs/heads/agent/x"))).toEqual([]);
    expect(rulesOf({ ...usual, refs }, change("create", "refs/notes/commits"))).toEqual(["refs"]);
  });

  test("tags are a matter of `tags`, and of globs only where a glob names tags", () => {
    const tag = change("create", "refs/tags/v1");
    expect(rulesOf({ ...usual, tags: false }, tag)).toEqual(["tags"]);
    expect(rulesOf({ ...usual, refs: ["agent/*"] }, tag)).toEqual([]);
    expect(rulesOf({ ...usual, refs: ["agent/*", "refs/tags/agent-*"] }, tag)).toEqual(["refs"]);
    expect(rulesOf({ ...usual, refs: ["refs/tags/v*"] }, tag)).toEqual([]);
    expect(decidePush(usual, change("force", "refs/tags/v1"))[0]?.what).toMatch(/tag .* may not be moved/);
  });

  test("a protected path is named with what to do", () => {
    const [objection] = decidePush(usual, { ...change("update"), touched: [".github/workflows"] });
    expect(objection).toMatchObject({ rule: "protect", what: '".github/workflows" may not be changed' });
  });

  test("a remote without push rules is refused whatever is asked", () => {
    expect(rulesOf(null, change("create"))).toEqual(["fetch-only"]);
  });
});

describe("protected paths", () => {
  const entries = (table: Record<string, string>): EntryOf => {
    return (commit, path) => table[`${commit}:${path}`] ?? null;
  };
  const path = "ci";

  test.for([
    ["./a//b/", "a/b"],
    [".github/workflows", ".github/workflows"],
  ] as const)("%s is %s in a tree", ([written, read]) => {
    expect(treePath(written)).toBe(read);
  });

  test("a commit that changes, adds or removes one is named, also when a later one puts it back", () => {
    const entryOf = entries({ "up:ci": "1", "a:ci": "2", "b:ci": "1" });
    const commits = [
      { id: "a", parents: ["up"] },
      { id: "b", parents: ["a"] },
    ];
    expect(touchesOfCommits([path], commits, entryOf).map(({ commit }) => commit)).toEqual(["a", "b"]);
    expect(touchesOfCommits([path], [{ id: "none", parents: ["up"] }], entryOf)).toHaveLength(1);
    expect(touchesOfCommits([path], [{ id: "a", parents: [] }], entryOf)).toHaveLength(1);
    expect(touchesOfCommits([path], [{ id: "none", parents: [] }], entryOf)).toEqual([]);
  });

  test("merging the upstream's own change is no change; a merge unlike all parents is one", () => {
    const entryOf = entries({ "mine:ci": "1", "theirs:ci": "2", "m:ci": "2", "evil:ci": "3" });
    const parents = ["mine", "theirs"];
    expect(touchesOfCommits([path], [{ id: "m", parents }], entryOf)).toEqual([]);
    expect(touchesOfCommits([path], [{ id: "evil", parents }], entryOf)).toHaveLength(1);
  });

  test("a ref that goes back to an old state of one by a merge is seen; one that follows a branch is not", () => {
    const entryOf = entries({
      "first:ci": "1",
      "old:ci": "2",
      "back:ci": "1",
      "next:ci": "3",
      "branch:ci": "3",
    });
    const stale = { id: "first", base: "first" };
    const touched = (to: string, tip: Tip): string[] =>
      touchesOfMove([path], { move: { old: "old", new: to }, tips: [tip] }, entryOf);
    expect(touched("back", stale)).toEqual(["ci"]);
    expect(touched("old", stale)).toEqual([]);
    expect(touched("next", { id: "branch", base: "old" })).toEqual([]);
    expect(touched("next", { id: "branch", base: "first" })).toEqual(["ci"]);
    expect(touched("next", { id: "branch", base: null })).toEqual(["ci"]);
  });
});
