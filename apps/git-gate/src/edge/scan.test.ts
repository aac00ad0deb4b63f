import { execFileSync } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { ObjectIntake } from "../core/object-intake.ts";
import { FLUSH, packet } from "../core/pkt-line.ts";
import type { PushScanner } from "../core/push-scanner.ts";
import type { WorkingCopy } from "../testing/git.ts";
import { git } from "../testing/git.ts";
import { knownValueScanner } from "../testing/known-value-scanner.ts";
import { CANARY, startWorld, type World } from "../testing/world.ts";
import { PushInProgress } from "./push-in-progress.ts";

let world: World;
let copy: WorkingCopy;
let count = 0;
beforeAll(async () => {
  world = await startWorld();
  copy = await world.clone("work");
});
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

/** A branch of its own for each case, so that none stands on another's commits. */
async function fresh(): Promise<string> {
  count += 1;
  await copy.ok("checkout", "--quiet", "--force", "-B", `case-${count}`, "origin/main");
  return `refs/heads/case-${count}`;
}

const writes = (): string[] =>
  world.upstream.requests.filter((one) => one.startsWith("POST") && one.includes("receive"));

/** Pushes; it must be refused for the canary, without a word to the upstream. */
async function refused(...refspecs: string[]): Promise<string> {
  world.upstream.requests.length = 0;
  const { code, text } = await copy.git("push", "origin", ...refspecs);
  expect(code).toBe(1);
  expect(text).toContain("what looks like a secret");
  // What git's client itself says has the names that it was given
  expect(text.replaceAll(/^(?! *remote:).*$/gm, "")).not.toContain(CANARY);
  expect(JSON.stringify(world.log)).not.toContain(CANARY);
  expect(writes()).toEqual([]);
  return text;
}

test("F27 a clean push lands, and says what was looked at", async () => {
  const ref = await fresh();
  const id = await copy.commit("clean.txt", "nothing to see\n");
  expect((await copy.git("push", "origin", ref)).text).toMatch(
    /git-gate: scanned 3 new objects, 0.0 MB: clean/,
  );
  expect(await world.at(ref)).toBe(id);
});

test("F27 a secret is refused with rule, file, line, commit, the way out, and how to ask", async () => {
  const ref = await fresh();
  const id = await copy.commit("src/settings.ts", `first\nconst key = "${CANARY}";\n`);
  const text = await refused(ref);
  const short = id.slice(0, 12);
  expect(
    text
      .replaceAll(/^remote: ?| +$/gm, "")
      .split("\n")
      .slice(0, 11)
      .join("\n"),
  ).toBe(
    [
      "git-gate: push refused, nothing was sent to the upstream: it holds what looks like a secret",
      `  known-value in src/settings.ts:2:14, commit ${short}: the value of CANARY`,
      "      fingerprint known-value:CANARY",
      "What to do now:",
      "  The value must leave every commit named above, not only the latest. If that is the latest one:",
      "      remove it, then: git add -A && git commit --amend",
      "  Otherwise:",
      `      git rebase -i ${short}~1      (or --root), mark the commit "edit", remove the value, then:`,
      "      git add -A && git commit --amend && git rebase --continue",
      '  A value in a message is removed with "reword"; in a tag by making the tag anew. Then push again.',
      "  If it is no secret, ask the operator to waive its fingerprint, and push again.",
    ].join("\n"),
  );
  expect(await world.at(ref)).toBeNull();
  expect(world.log.at(-1)).toMatchObject({
    event: "push",
    verdict: "secret",
    findings: [{ ruleId: "known-value", file: "src/settings.ts", line: 2, commit: id }],
  });
});

describe("F27 security 7: everything that a push brings is looked at", () => {
  test("a file that a later commit removes", async () => {
    const ref = await fresh();
    const id = await copy.commit("gone.txt", CANARY);
    await copy.ok("rm", "--quiet", "gone.txt");
    await copy.ok("commit", "--quiet", "-m", "remove");
    expect(await refused(ref)).toContain(`gone.txt:1:1, commit ${id.slice(0, 12)}`);
  });

  test.for([
    ["binary", Buffer.from(`\0\u0001\u0002${CANARY}\0`)],
    ["base64", Buffer.from(Buffer.from(`x${CANARY}`).toString("base64"))],
    ["at the end of 3 MB", Buffer.concat([Buffer.alloc(3_000_000, "line\n"), Buffer.from(CANARY)])],
    ["without a line end, among others", Buffer.from(`a${CANARY}b`)],
  ] as const)("a file: %s", async ([, content]) => {
    const ref = await fresh();
    await copy.commit("file.bin", content);
    await refused(ref);
  });

  test("a file that attributes call binary or without a diff", async () => {
    const ref = await fresh();
    await copy.write(".gitattributes", "*.txt -diff binary\n");
    await copy.commit("hidden.txt", CANARY);
    await refused(ref);
  });

  test.for([
    ["commit's message", ["commit", "--allow-empty", "-m", CANARY]],
    ["author's name", ["commit", "--allow-empty", "-m", "x", `--author=${CANARY} <a@b.test>`]],
    ["author's address", ["commit", "--allow-empty", "-m", "x", `--author=A <${CANARY}@b.test>`]],
  ] as const)("a %s", async ([, args]) => {
    const ref = await fresh();
    await copy.ok(...args);
    expect(await refused(ref)).toMatch(/\(commit( message|'s author and headers)\)/);
  });

  test.for([`${CANARY}.txt`, `${CANARY}/file.txt`])("a name: %s", async (path) => {
    const ref = await fresh();
    await copy.commit(path, "x");
    expect(await refused(ref)).toContain("(file names in the top directory)");
    await copy.commit(path, CANARY);
    expect(await refused(ref)).toContain("(a name that is withheld):1:1");
  });

  test("the target of a symbolic link", async () => {
    const ref = await fresh();
    await symlink(`/tmp/${CANARY}`, join(copy.path, "link"));
    await copy.ok("add", "link");
    await copy.ok("commit", "--quiet", "-m", "link");
    expect(await refused(ref)).toContain("link:1:6");
  });

  test("the address of a submodule", async () => {
    const ref = await fresh();
    await copy.commit(".gitmodules", `[submodule "s"]\n\tpath = s\n\turl = https://${CANARY}@git.test/x\n`);
    expect(await refused(ref)).toContain(".gitmodules:3:");
  });

  test("a merge that brings what no parent has", async () => {
    const ref = await fresh();
    await copy.commit("one.txt", "1");
    await copy.ok("checkout", "--quiet", "-b", `side-${count}`, "origin/main");
    await copy.commit("two.txt", "2");
    await copy.ok("merge", "--quiet", "--no-commit", ref);
    await copy.commit("evil.txt", CANARY, "merge");
    await refused(`HEAD:${ref}`);
  });

  test("a tag's message, also of a tag in a tag; a tag on a file; a note", async () => {
    await fresh();
    await copy.ok("tag", "-m", CANARY, `dirty-${count}`);
    await copy.ok("tag", "-m", "outer", `outer-${count}`, `dirty-${count}`);
    expect(await refused(`dirty-${count}`)).toContain("(tag message)");
    await refused(`outer-${count}`);
    const blob = (
      await git(["hash-object", "-w", "--stdin"], { cwd: copy.path, input: CANARY })
    ).stdout.trim();
    await copy.ok("tag", `blob-${count}`, blob);
    await refused(`blob-${count}`);
    await copy.ok("notes", `--ref=n${count}`, "add", "-m", CANARY);
    await refused(`refs/notes/n${count}`);
  });

  test("a branch's and a tag's name", async () => {
    await fresh();
    expect(await refused(`HEAD:refs/heads/${CANARY}`)).toContain("(ref name)");
    await refused(`HEAD:refs/tags/${CANARY}`);
  });

  test("a header that git does not know", async () => {
    const ref = await fresh();
    const raw = await copy.ok("cat-file", "commit", "HEAD");
    const changed = raw.replace("\n\n", `\nx-note ${CANARY}\n\n`);
    const { stdout } = await git(["hash-object", "-t", "commit", "-w", "--stdin"], {
      cwd: copy.path,
      input: `${changed}\n`,
    });
    expect(await refused(`${stdout.trim()}:${ref}`)).toContain("(commit's author and headers)");
  });

  test("a push option, of which the upstream hears nothing", async () => {
    const ref = await fresh();
    await copy.commit("option.txt", `${count}`);
    world.upstream.requests.length = 0;
    const { code, text } = await copy.git("push", "-o", `token=${CANARY}`, "origin", ref);
    expect(code).toBe(1);
    expect(text).toMatch(/\(push option\)[^]*a push option holds what looks like a secret/);
    expect(text).not.toContain(CANARY);
    expect(writes()).toEqual([]);
    expect(await world.at(ref)).toBeNull();
  });

  test("a root of its own", async () => {
    const ref = await fresh();
    await copy.ok("checkout", "--quiet", "--orphan", `orphan-${count}`);
    await copy.commit("orphan.txt", CANARY);
    await refused(`HEAD:${ref}`);
  });

  test("one dirty ref holds back the clean ones beside it", async () => {
    const ref = await fresh();
    await copy.commit("beside.txt", "fine");
    await copy.ok("branch", "--force", "clean-beside");
    await copy.commit("dirty.txt", CANARY);
    await refused("clean-beside:refs/heads/clean-beside", `HEAD:${ref}`);
    expect(await world.at("refs/heads/clean-beside")).toBeNull();
  });

  test("what a first push left in the mirror and a second one refers to without sending it", async () => {
    const ref = await fresh();
    const dirty = await copy.commit("stowaway.txt", CANARY);
    await copy.ok("checkout", "--quiet", "-B", "carrier", "origin/main");
    const clean = await copy.commit("carrier.txt", `${count}`);
    // A pack with more in it than its commands lead to
    const listed = `${clean}\n${dirty}\n^${await copy.ok("rev-parse", "origin/main")}\n`;
    const pack = packOf(listed);
    const answer = await rawPush(`${"0".repeat(40)} ${clean} refs/heads/carrier`, pack);
    expect(answer).toContain("ok refs/heads/carrier");
    await refused(`${dirty}:${ref}`);
  });

  test("replacements and grafts in the mirror hide nothing", async () => {
    const ref = await fresh();
    const dirty = await copy.commit("replaced.txt", CANARY);
    const tip = await copy.commit("tip.txt", "x");
    const mirror = join(world.running.gate.options.config.state, "repo.git");
    await mkdir(join(mirror, "info"), { recursive: true });
    await writeFile(join(mirror, "info/grafts"), `${tip} ${await copy.ok("rev-parse", "origin/main")}\n`);
    await refused(ref);
    await writeFile(join(mirror, "info/grafts"), "");
    await copy.ok("replace", dirty, "origin/main");
    await refused(ref);
    const told = await copy.git("push", "origin", "refs/replace/*:refs/replace/*");
    expect(told.code).not.toBe(0);
    await copy.ok("replace", "--delete", dirty);
  });
});

function packOf(revisions: string): Buffer {
  return execFileSync("git", ["pack-objects", "--stdout", "--revs", "--quiet"], {
    cwd: copy.path,
    input: revisions,
  });
}

async function rawPush(command: string, pack: Uint8Array): Promise<string> {
  const body = Buffer.concat([packet(`${command}\0report-status`), FLUSH, pack]);
  const response = await fetch(`${world.url}/git-receive-pack`, {
    method: "POST",
    headers: { "content-type": "application/x-git-receive-pack-request" },
    body,
  });
  return await response.text();
}

test("F27 a long search says how far it is", async () => {
  await using slow = await startWorld({ limits: { progress: 0 } });
  const work = await slow.clone("work");
  for (let at = 0; at < 5; at += 1) await work.write(`large-${at}.bin`, Buffer.alloc(400_000, `${at}`));
  await work.commit("last.txt", "last");
  const { text } = await work.git("push", "origin", "main");
  expect(
    text.match(/git-gate: scanned \d+ new objects, [\d.]+ MB$|git-gate: scanned/gm)?.length,
  ).toBeGreaterThan(1);
  expect(text).toMatch(/git-gate: scanned 8 new objects, 2\.0 MB: clean/);
});

describe("the search begins before git asks", () => {
  const scanner = knownValueScanner([{ name: "CANARY", value: CANARY }]);
  /** A scanner that counts how often the name of a ref was searched, as it is with every search of a push. */
  function noting(): { scanner: PushScanner; searches: () => number } {
    let searches = 0;
    const search: PushScanner["search"] = async (items) => {
      searches += items.filter(({ file }) => file.name === "(ref name)").length;
      return await scanner.search(items);
    };
    return { scanner: { ...scanner, search }, searches: () => searches };
  }

  afterEach(() => {
    vi.restoreAllMocks();
  });

  test("and is done once, with the same answer", async () => {
    const noted = noting();
    const foresee = vi.spyOn(PushInProgress.prototype, "foresee");
    await using watched = await startWorld({ scanner: noted.scanner });
    const work = await watched.clone("work");
    await work.commit("a.txt", "fine");
    await work.ok("push", "origin", "main");
    expect([foresee.mock.calls.length, noted.searches()]).toEqual([1, 1]);
    await work.commit("b.txt", CANARY);
    expect((await work.git("push", "origin", "main")).text).toContain("b.txt:1:1");
    expect([foresee.mock.calls.length, noted.searches()]).toEqual([2, 2]);
  });

  test.for([
    ["the place that git then names is searched once", "", 1],
    ["another one does not count, also where it leads to the same", "/.", 2],
  ] as const)("and %s", async ([, suffix, times]) => {
    const noted = noting();
    await using watched = await startWorld({ scanner: noted.scanner });
    const work = await watched.clone("work");
    const id = await work.commit("a.txt", "fine");
    const [served] = watched.running.gate.served;
    if (served === undefined) throw new Error("There is no remote");
    const quarantine = join(served.mirror.directory, "objects/tmp_objdir-test");
    await mkdir(join(quarantine, "pack"), { recursive: true });
    const pack = execFileSync("git", ["-C", work.path, "pack-objects", "--all", "--stdout", "-q"], {
      input: "",
    });
    const taking = [`GIT_OBJECT_DIRECTORY=${quarantine}`, "git", "-C", served.mirror.directory, "index-pack"];
    execFileSync("env", [...taking, "--stdin"], { input: pack });
    using push = new PushInProgress(watched.running.gate, served, [
      { old: null, new: id, ref: "refs/heads/one" },
    ]);
    push.foresee(`${quarantine}${suffix}`);
    expect(await push.judge(quarantine, () => {})).toBeNull();
    expect(noted.searches()).toBe(times);
  });

  test("and where it did not, is done when git asks", async () => {
    const noted = noting();
    vi.spyOn(PushInProgress.prototype, "foresee").mockImplementation(() => {});
    await using watched = await startWorld({ scanner: noted.scanner });
    const work = await watched.clone("work");
    await work.commit("b.txt", CANARY);
    expect((await work.git("push", "origin", "main")).text).toContain("b.txt:1:1");
    expect(noted.searches()).toBe(1);
  });

  test("and where it could not read what it was told of, is done again", async () => {
    const noted = noting();
    const brought = vi.spyOn(ObjectIntake.prototype, "add").mockImplementationOnce(() => {
      throw new SyntaxError("not there yet");
    });
    await using watched = await startWorld({ scanner: noted.scanner });
    const work = await watched.clone("work");
    await work.commit("b.txt", CANARY);
    expect((await work.git("push", "origin", "main")).text).toContain("b.txt:1:1");
    expect(brought.mock.calls.length).toBeGreaterThan(1);
    expect(noted.searches()).toBe(2);
  });
});

describe("what real histories need", () => {
  test("B20 a new branch brings only its own commits, whatever the upstream's history holds", async () => {
    await using old = await startWorld();
    const seed = { cwd: join(old.directory, "upstream/seed") };
    await git(["checkout", "--quiet", "main"], seed);
    await writeFile(join(seed.cwd, "fixture.txt"), `one\n${CANARY}\n`);
    await git(["add", "."], seed);
    await git(["commit", "--quiet", "-m", "fixture"], seed);
    await git(["push", "--quiet", old.bare.path, "main"], seed);
    const work = await old.clone("work");
    await work.ok("checkout", "--quiet", "-b", "topic");
    await work.commit("topic.txt", "fine");
    expect((await work.git("push", "origin", "topic")).text).toContain("scanned 3 new objects");
    // Editing and moving the file that holds it is no new secret; another value would be one
    await work.commit("fixture.txt", `one\nmore\n${CANARY}\n`);
    await work.ok("mv", "fixture.txt", "moved.txt");
    await work.ok("commit", "--quiet", "-m", "move");
    expect(await work.git("push", "origin", "topic")).toMatchObject({ code: 0 });
  });

  test("a waiver lets one fingerprint pass, is logged, and is for this gate alone", async () => {
    await using waived = await startWorld();
    const work = await waived.clone("work");
    await work.commit("token.txt", CANARY);
    expect(await work.git("push", "origin", "main")).toMatchObject({ code: 1 });
    waived.running.gate.waive({ fingerprint: "known-value:CANARY", reason: "a fixture" });
    expect(await work.git("push", "origin", "main")).toMatchObject({ code: 0 });
    expect(waived.log.find(({ event }) => event === "waived")).toMatchObject({
      fingerprint: "known-value:CANARY",
      reason: "a fixture",
    });
  });

  test("waivers of the configuration hold from the start", async () => {
    await using waived = await startWorld({ waivers: ["known-value:CANARY"] });
    const work = await waived.clone("work");
    await work.commit("token.txt", CANARY);
    expect(await work.git("push", "origin", "main")).toMatchObject({ code: 0 });
  });

  test("pointers of Git LFS are refused with the way out", async () => {
    const ref = await fresh();
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 123\n`;
    await copy.commit("big.psd", pointer);
    const { code, text } = await copy.git("push", "origin", ref);
    expect(code).toBe(1);
    expect(text).toMatch(/pointers of Git LFS[^]*big\.psd[^]*git lfs untrack/);
  });

  test("what was found clean is not looked at again", async () => {
    const ref = await fresh();
    await copy.commit("again.txt", "clean\n");
    await copy.commit("again-dirty.txt", CANARY);
    await refused(ref);
    await copy.ok("reset", "--quiet", "--hard", "HEAD~1");
    const { text } = await copy.git("push", "origin", ref);
    expect(text).not.toContain("scanned");
    expect(await world.at(ref)).not.toBeNull();
  });
});
