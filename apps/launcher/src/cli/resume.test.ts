import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { holdState } from "../host/state-lock.ts";
import { type Desk, type DeskOptions, deskWith } from "../testing/desk.ts";
import { plainManifest } from "../testing/manifests.ts";
import { run } from "./run.ts";

const ID = "plain-kept0";
const STATE = `.claude-bottle/state/${ID}`;
const TALK = { "-home-agent-work/1.jsonl": '{"said":"first"}\n' };

/** A desk where a bottle was kept; `over`: other metadata. */
async function deskWithKept(options: DeskOptions = {}, over: object = {}): Promise<Desk> {
  const desk = await deskWith({ ...options, files: { ...plainManifest, ...options.files } });
  await mkdir(join(desk.root, STATE), { recursive: true });
  const metadata = {
    identity: ID,
    agent: "plain",
    backend: "docker",
    cwd: join(desk.root, "work"),
    copy_cwd: false,
    started_at: "2026-01-01T00:00:00.000Z",
    ...over,
  };
  await writeFile(join(desk.root, STATE, "metadata.json"), JSON.stringify(metadata));
  return desk;
}

const running = {
  identity: ID,
  agent: "plain",
  bottle: "plain",
  cwd: "/w",
  startedAt: "2026-01-01T00:00:00.000Z",
  parts: [],
};
const has = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

test("F54 resume launches under the kept identity, with its Dockerfile, its conversation and its directory", async () => {
  const files = { [`${STATE}/Dockerfile`]: "FROM debian\n", [`${STATE}/transcript/a.jsonl`]: "{}" };
  await using desk = await deskWithKept({ files }, { copy_cwd: true });
  await mkdir(join(desk.root, "elsewhere"));
  const elsewhere = { ...desk.context, cwd: join(desk.root, "elsewhere") };
  const status = await run(["resume", ID, "--yes"], elsewhere);
  expect(status).toBe(0);
  expect(desk.backend.launched[0]?.plan).toMatchObject({
    identity: ID,
    agent: "plain",
    backend: "docker",
    cwd: join(desk.root, "work"),
    copyCwd: true,
    dockerfile: join(desk.root, STATE, "Dockerfile"),
    resumes: {
      since: "2026-01-01T00:00:00.000Z",
      ownImage: true,
      transcript: join(desk.root, STATE, "transcript"),
    },
    names: { agent: `claude-bottle-${ID}`, derivedImage: `claude-bottle-cwd:${ID}` },
  });
});

test("F54 a bottle that had the directory itself gets it again, and is told that nothing there is lost", async () => {
  await using desk = await deskWithKept({}, { mount_cwd: true });
  const { status, out } = await desk.run("resume", ID, "--dry-run");
  expect(status).toBe(0);
  const cwd = join(desk.root, "work");
  expect(out).toContain(`! The workspace is <root>/work itself: what the agent changed there stands\n`);
  await desk.run("resume", ID, "--yes");
  expect(desk.backend.launched[0]?.plan).toMatchObject({ cwd, copyCwd: false, mountCwd: true });
});

test("F13 F50 F54 the preflight says what comes back, which image it is, and what is lost", async () => {
  const files = { [`${STATE}/Dockerfile`]: "FROM debian\n", [`${STATE}/transcript/a.jsonl`]: "{}" };
  await using desk = await deskWithKept({ files }, { copy_cwd: true });
  const { out } = await desk.run("resume", ID, "--dry-run");
  expect(
    out
      .split("\n")
      .filter((line) => /^(Identity|Resumes|Image|Workspace|!)/.test(line))
      .join("\n"),
  ).toMatchInlineSnapshot(`
    "Identity     plain-kept0
    Resumes      the session of 2026-01-01T00:00:00.000Z: its conversation goes on
    Image        claude-bottle-agent-plain-kept0, built from <root>/.claude-bottle/state/plain-kept0/Dockerfile (an approved change)
    Workspace    a copy of <root>/work, as image claude-bottle-cwd:plain-kept0
    ! The workspace is not kept: what the agent pushed is safe, what it only changed or committed there is lost; <root>/work is copied as it is now"
  `);
  const { out: json } = await desk.run("resume", ID, "--dry-run", "--format", "json");
  expect(JSON.parse(json)).toMatchObject({
    identity: ID,
    image: "<root>/.claude-bottle/state/plain-kept0/Dockerfile",
    derived_image: `claude-bottle-cwd:${ID}`,
    resumes: { since: "2026-01-01T00:00:00.000Z", own_image: true, transcript: true },
  });
  expect(desk.backend.log).not.toContain("launch");
});

test("F54 what was never said is not called a conversation", async () => {
  await using desk = await deskWithKept();
  const { out } = await desk.run("resume", ID, "--dry-run");
  expect(out).toMatch(/^Resumes +the session of 2026-01-01T00:00:00.000Z: no conversation was kept$/m);
  expect(out).toMatch(/^Image +the project's agent image$/m);
  expect(out).toContain("it begins empty");
});

test("F54 the flags of start say what runs", async () => {
  await using desk = await deskWithKept();
  await desk.run("resume", ID, "--yes", "--detach", "--prompt", "Go on");
  expect(desk.backend.launched[0]?.plan).toMatchObject({ turn: "Go on", detach: true, command: null });
  expect(desk.backend.log.at(-1)).toBe("detach");
  expect(await desk.states()).toEqual([ID]);
});

describe("what a resumed session leaves", () => {
  test("F55 F61 nothing when it ends with 0, and its own image goes with it", async () => {
    const image = { kind: "image" as const, id: "i", name: `claude-bottle-agent-${ID}:1`, state: "present" };
    await using desk = await deskWithKept({
      files: { [`${STATE}/Dockerfile`]: "FROM debian\n" },
      leftovers: [
        { ...image, identity: ID },
        { ...image, identity: "other-00000" },
      ],
    });
    expect((await desk.run("resume", ID, "--yes")).status).toBe(0);
    expect(await desk.states()).toEqual([]);
    expect(desk.backend.log.filter((line) => line.startsWith("remove"))).toEqual(["remove image"]);
  });

  test("F54 F55 the conversation of the last session when it ends otherwise", async () => {
    let said = 0;
    await using desk = await deskWithKept({
      session: async () => 4,
      transcript: async () => ({ ...TALK, more: String((said += 1)) }),
    });
    const { err } = await desk.run("resume", ID, "--yes");
    expect(err).toContain(`claude-bottle resume ${ID}\n`);
    const kept = join(desk.root, STATE, "transcript");
    expect(await readFile(join(kept, "-home-agent-work/1.jsonl"), "utf8")).toBe('{"said":"first"}\n');
    await desk.run("resume", ID, "--yes");
    expect(await readFile(join(kept, "more"), "utf8")).toBe("2");
    expect(desk.backend.launched[1]?.plan.resumes?.transcript).toBe(kept);
  });

  test("F54 what the agent said is kept before anything is torn down, also after Ctrl-C", async () => {
    await using desk = await deskWith({
      files: plainManifest,
      transcript: async () => TALK,
      session: async () => {
        desk.signals.emit("SIGINT", "SIGINT");
        return await new Promise<never>(() => {});
      },
    });
    expect((await desk.run("start", "plain", "--yes")).status).toBe(130);
    expect(await has(join(desk.home, "state/plain-aaaaa/transcript/-home-agent-work/1.jsonl"))).toBe(true);
    expect(desk.backend.log.at(-1)).toBe("dispose");
  });

  test("F55 a conversation that cannot be had is told of, and the teardown goes on", async () => {
    await using desk = await deskWith({
      files: plainManifest,
      session: async () => 1,
      transcript: () => Promise.reject(new Error("the container is not running")),
    });
    const { status, err } = await desk.run("start", "plain", "--yes");
    expect(status).toBe(1);
    expect(err).toContain("could not be kept: the container is not running");
    expect(desk.backend.log.at(-1)).toBe("dispose");
    expect(err).toContain("claude-bottle resume plain-aaaaa");
  });
});

describe("a resume that comes to nothing", () => {
  const kept = [ID];

  test("F10 declined, it leaves everything as it was", async () => {
    await using desk = await deskWithKept({ answers: ["n"], files: { [`${STATE}/.preserve`]: "" } });
    const before = await readFile(join(desk.root, STATE, "metadata.json"), "utf8");
    expect((await desk.run("resume", ID)).status).toBe(0);
    expect(await readFile(join(desk.root, STATE, "metadata.json"), "utf8")).toBe(before);
    expect(await has(join(desk.root, STATE, ".preserve"))).toBe(true);
    expect(await has(join(desk.root, STATE, ".lock"))).toBe(false);
  });

  test("F54 a launch that fails keeps what was kept", async () => {
    await using desk = await deskWithKept({ launch: () => Promise.reject(new Error("no space left")) });
    expect((await desk.run("resume", ID, "--yes")).status).toBe(1);
    expect(await desk.states()).toEqual(kept);
  });

  test("F54 a detached command that cannot be run keeps what was kept", async () => {
    await using desk = await deskWithKept({ detach: () => Promise.reject(new Error("no such file")) });
    expect((await desk.run("resume", ID, "--yes", "--detach", "--", "x")).status).toBe(1);
    expect(await desk.states()).toEqual(kept);
  });

  test("F56 B09 a stale marker is cleared: the clean end after it leaves nothing", async () => {
    await using desk = await deskWithKept({ files: { [`${STATE}/.preserve`]: "" } });
    await desk.run("resume", ID, "--yes");
    expect(await desk.states()).toEqual([]);
  });

  test.for<[string, string, string]>([
    ["plain-kepto", 'No bottle "plain-kepto" was kept [unknown-identity]', 'Did you mean "plain-kept0"?'],
    ["zzz", 'No bottle "zzz" was kept [unknown-identity]', "Use one of: plain-kept0"],
    ["../plain", 'No bottle "../plain" was kept [unknown-identity]', "plain-kept0"],
  ])("F54 %j is refused with those there are", async ([name, message, hint]) => {
    await using desk = await deskWithKept();
    const { status, err } = await desk.run("resume", name, "--yes");
    expect(status).toBe(1);
    expect(err).toContain(message);
    expect(err).toContain(hint);
    expect(desk.backend.log).toEqual([]);
  });

  test("F54 with nothing kept it says how to begin", async () => {
    await using desk = await deskWith({ files: plainManifest });
    expect((await desk.run("resume", ID)).err).toContain("claude-bottle start <agent>");
  });

  test.for(["{", "{}", `{"identity":"plain-other"}`])(
    "F54 metadata like %j is refused by its place",
    async (text) => {
      await using desk = await deskWithKept();
      await writeFile(join(desk.root, STATE, "metadata.json"), text);
      const { status, err } = await desk.run("resume", ID, "--yes");
      expect(status).toBe(1);
      expect(err).toContain(`What was kept in "<root>/${STATE}" cannot be read [unknown-identity]`);
      expect(await desk.states()).toEqual(kept);
    },
  );

  test("F54 a running bottle is not resumed", async () => {
    await using desk = await deskWithKept({ running: [running] });
    const { status, err } = await desk.run("resume", ID, "--yes");
    expect(status).toBe(1);
    expect(err).toContain(`"${ID}" is running [name-taken]`);
    expect(await desk.states()).toEqual(kept);
  });

  test("F54 an agent that is gone from the manifest is named", async () => {
    await using desk = await deskWithKept();
    await rm(join(desk.home, "agents/plain.md"));
    const { status, err } = await desk.run("resume", ID, "--yes");
    expect(status).toBe(1);
    expect(err).toMatch(/"plain".*\[unknown-agent\]/);
    expect(await desk.states()).toEqual(kept);
  });

  test.for([
    ["copied", { copy_cwd: true }, "has a copy of"],
    ["mounted", { mount_cwd: true }, "had"],
  ] as const)("F54 the directory that was %s is gone", async ([, how, words]) => {
    await using desk = await deskWithKept({}, { cwd: "/nowhere/work", ...how });
    const { err } = await desk.run("resume", ID, "--yes");
    expect(err).toMatch(`"${ID}" ${words} "/nowhere/work"`);
    expect(err).toContain("which is no longer there [file-missing]");
  });
});

describe("on which backend", () => {
  test("B40 another one than it was started on is refused, naming both", async () => {
    await using desk = await deskWithKept();
    const { status, err } = await desk.run("resume", ID, "--yes", "--backend", "local");
    expect(status).toBe(2);
    expect(err).toContain(`"${ID}" was started on the backend "docker", not on "local" [usage]`);
    expect(desk.backend.log).toEqual([]);
  });

  test("B40 the same one by name is fine, and the variable does not lead elsewhere", async () => {
    await using desk = await deskWithKept({ env: { CLAUDE_BOTTLE_BACKEND: "podman" } });
    expect((await desk.run("resume", ID, "--yes", "--backend", "docker")).status).toBe(0);
  });

  test("B40 one that this version does not have is named", async () => {
    await using desk = await deskWithKept({}, { backend: "podman" });
    const { err } = await desk.run("resume", ID, "--yes");
    expect(err).toContain(`"${ID}" was started on the backend "podman", which is not one of this version`);
  });
});

test("F54 the manifest holds as it is now, that of the recorded directory included", async () => {
  await using desk = await deskWithKept();
  const own = join(desk.root, "work/.claude-bottle/agents");
  await mkdir(own, { recursive: true });
  await writeFile(join(own, "plain.md"), "---\nbottle: plain\n---\nBe kind.\n");
  const { out } = await desk.run("resume", ID, "--dry-run");
  expect(out).toMatch(/^Prompt +Be kind\.$/m);
});

test("B05 of two resumes at once one wins, and the other says so and harms nothing", async () => {
  await using desk = await deskWithKept();
  await using _ = await holdState(join(desk.root, STATE), ID);
  const { status, err } = await desk.run("resume", ID, "--yes");
  expect(status).toBe(1);
  expect(err).toContain(`has "${ID}" in its hands [name-taken]`);
  expect(desk.backend.log).toEqual([]);
  expect(await desk.states()).toEqual([ID]);
});

test("B05 a dry run looks without holding anything", async () => {
  await using desk = await deskWithKept();
  await using _ = await holdState(join(desk.root, STATE), ID);
  expect((await desk.run("resume", ID, "--dry-run")).status).toBe(0);
});

test("F55 list shows how to come back", async () => {
  await using desk = await deskWithKept();
  expect((await desk.run("list")).out).toMatch(/^ {2}plain-kept0 .*claude-bottle resume plain-kept0$/m);
});

test("F54 F55 stop keeps what a killed launcher could not, and the way back is shown", async () => {
  await using desk = await deskWithKept({ running: [running], transcript: async () => TALK });
  await writeFile(join(desk.root, STATE, ".lock"), JSON.stringify({ pid: 1_999_999_999, began: "" }));
  const { err } = await desk.run("stop", ID);
  expect(desk.backend.log).toEqual([`snapshot ${ID} /home/agent/.claude/projects`, `stop ${ID}`]);
  expect(err).toContain("its state is kept, because the session ended with 137");
  expect(err).toContain(`claude-bottle resume ${ID}\n`);
  expect(await has(join(desk.root, STATE, "transcript/-home-agent-work/1.jsonl"))).toBe(true);
});

test("F55 B07 stop deletes what a detached bottle has, its own image too", async () => {
  const image = { kind: "image" as const, id: "i", name: `claude-bottle-agent-${ID}:1`, state: "present" };
  await using desk = await deskWithKept({ running: [running], leftovers: [{ ...image, identity: ID }] });
  const { err } = await desk.run("stop", ID);
  expect(err).toBe(`${ID} has ended\n`);
  expect(desk.backend.log).toEqual([`stop ${ID}`, "remove image"]);
  expect(await desk.states()).toEqual([]);
});

test("F19 B05 what a launcher has in its hands is neither listed as kept nor cleaned up", async () => {
  await using desk = await deskWithKept();
  await using _ = await holdState(join(desk.root, STATE), ID);
  expect((await desk.run("list")).out).not.toContain(ID);
  expect((await desk.run("cleanup", "--yes", "--state")).err).toBe("Nothing is left of any bottle\n");
  expect(await desk.states()).toEqual([ID]);
});

test("F55 B08 state that somebody deleted during the session is not called kept", async () => {
  await using desk = await deskWith({
    files: plainManifest,
    session: async () => {
      await rm(join(desk.home, "state/plain-aaaaa"), { recursive: true });
      return 137;
    },
  });
  const { err } = await desk.run("start", "plain", "--yes");
  expect(err).not.toMatch(/is kept|resume/);
  expect(desk.backend.log.join()).not.toContain("snapshot");
});
