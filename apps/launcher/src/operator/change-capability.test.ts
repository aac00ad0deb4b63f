import { mkdir, readFile, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { BottleError } from "@claude-bottle/shared";
import { describe, expect, test } from "vitest";
import { type Desk, type DeskOptions, deskWith } from "../testing/desk.ts";
import { plainManifest } from "../testing/manifests.ts";
import { changeCapability } from "./change-capability.ts";
import type { Outcome } from "./operator.ts";

const ID = "plain-aaaaa";
const TEXT = "ARG AGENT_IMAGE\nFROM ${AGENT_IMAGE}\nRUN true\n";
const TALK = { "-home-agent-work/1.jsonl": "{}\n" };
const running = {
  identity: ID,
  agent: "plain",
  bottle: "plain",
  cwd: "/w",
  startedAt: "2026-01-02T03:04:05.000Z",
  parts: [],
};

/** A desk with a bottle that was left running. */
async function deskWithRunning(options: DeskOptions = {}): Promise<Desk> {
  const desk = await deskWith({
    files: plainManifest,
    running: [],
    transcript: async () => TALK,
    exec: async () => 0,
    ...options,
  });
  await desk.run("start", "plain", "--yes", "--detach");
  desk.backend.log.length = 0;
  desk.backend.list = async () => options.running ?? [running];
  return desk;
}

function change(desk: Desk, dockerfile = TEXT, signal = new AbortController().signal): Promise<Outcome> {
  const { backend, home } = desk;
  return changeCapability(
    { identity: ID, dockerfile },
    { backend, home, buildRoots: [], report: () => undefined, signal },
  );
}

const stateOf = (desk: Desk): Promise<string[]> => readdir(join(desk.home, "state", ID));

test("F51 first the image, then the conversation, the push, Dockerfile and marker, then the end; the resume is the next step", async () => {
  let atTheEnd: string[] = [];
  await using desk = await deskWithRunning({
    stop: async () => void (atTheEnd = await stateOf(desk)),
  });
  const outcome = await change(desk);
  expect(desk.backend.log.map((line) => line.split(" ")[0])).toEqual(["build", "snapshot", "exec", "stop"]);
  expect(atTheEnd).toEqual([".preserve", "Dockerfile", "metadata.json", "transcript"]);
  expect(outcome).toMatchInlineSnapshot(`
    {
      "changed": "The image of plain-aaaaa was rebuilt and the bottle ended. Its conversation is kept. The working branch was pushed. The workspace is not kept: what the agent pushed is safe, what it only changed or committed there is lost",
      "next": "claude-bottle resume plain-aaaaa",
      "ok": true,
    }
  `);
  const file = join(desk.home, "state", ID, "Dockerfile");
  expect(await readFile(file, "utf8")).toBe(TEXT);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test("F51 F54 the resume that follows has the image and the conversation", async () => {
  await using desk = await deskWithRunning();
  await change(desk);
  desk.backend.list = async () => [];
  expect((await desk.run("resume", ID, "--yes")).status).toBe(0);
  expect(desk.backend.launched.at(-1)?.plan).toMatchObject({
    identity: ID,
    dockerfile: join(desk.home, "state", ID, "Dockerfile"),
    resumes: { ownImage: true, transcript: join(desk.home, "state", ID, "transcript") },
  });
});

test("F51 F55 a marker keeps the state where the bottle is stopped by hand instead", async () => {
  await using desk = await deskWithRunning({ stop: () => Promise.reject(new Error("engine gone")) });
  const outcome = await change(desk);
  expect(outcome).toMatchObject({
    ok: false,
    reason: expect.stringContaining("could not be ended: engine gone"),
    hint: `End it with claude-bottle stop ${ID}, then run claude-bottle resume ${ID}`,
  });
  desk.backend.stop = async () => undefined;
  const { err } = await desk.run("stop", ID);
  expect(err).toContain("its state is kept, because a change of its image waits for the next start");
  expect(await desk.states()).toEqual([ID]);
});

describe("a change that fails changes nothing, and the bottle goes on", () => {
  const untouched = async (desk: Desk): Promise<void> => {
    expect(desk.backend.log.join()).not.toContain("stop");
    expect(await stateOf(desk)).not.toContain(".preserve");
    expect(await stateOf(desk)).not.toContain("Dockerfile");
  };

  test("F51 a text that is no Dockerfile is refused before anything is asked of the engine", async () => {
    await using desk = await deskWithRunning();
    expect(await change(desk, "RUN true\n")).toMatchObject({
      ok: false,
      reason: "Dockerfile:1: the first instruction (ARG aside) must be FROM",
    });
    expect(desk.backend.log).toEqual([]);
    await untouched(desk);
  });

  test("F51 a build that fails shows the builder's words", async () => {
    const buildImage = () =>
      Promise.reject(
        new BottleError("image-build-failed", "returned a non-zero code: 7", { hint: "Trust it" }),
      );
    await using desk = await deskWithRunning({ buildImage });
    expect(await change(desk)).toEqual({
      ok: false,
      reason: "The bottle goes on as it was: returned a non-zero code: 7",
      hint: "Trust it",
    });
    await untouched(desk);
  });

  test("F51 a conversation that cannot be kept is not given up", async () => {
    await using desk = await deskWithRunning({ transcript: () => Promise.reject(new Error("engine gone")) });
    expect(await change(desk)).toMatchObject({ ok: false, reason: expect.stringContaining("engine gone") });
    await untouched(desk);
  });

  test("F51 it is interrupted during the build", async () => {
    const interruption = new AbortController();
    const buildImage = async (): Promise<void> =>
      interruption.abort(new BottleError("interrupted", "Interrupted"));
    await using desk = await deskWithRunning({ buildImage });
    expect(await change(desk, TEXT, interruption.signal)).toMatchObject({ ok: false });
    await untouched(desk);
  });

  test("F51 the bottle has ended", async () => {
    await using desk = await deskWithRunning({ running: [] });
    expect(await change(desk)).toMatchObject({ ok: false, reason: expect.stringContaining(`"${ID}"`) });
    expect(desk.backend.log).toEqual([]);
  });

  test("F51 the Dockerfile cannot be written", async () => {
    await using desk = await deskWithRunning();
    await mkdir(join(desk.home, "state", ID, "Dockerfile", "in-the-way"), { recursive: true });
    expect(await change(desk)).toMatchObject({ ok: false });
    expect(desk.backend.log.join()).not.toContain("stop");
    expect(await stateOf(desk)).toEqual(["Dockerfile", "metadata.json", "transcript"]);
  });
});

describe("what becomes of the working branch", () => {
  test.for<[number, string]>([
    [0, "The working branch was pushed"],
    [64, "There is no git repository in the workspace, so nothing was pushed"],
    [65, "The working branch has no upstream, so it was not pushed"],
    [66, "The working branch had nothing new to push"],
    [1, "The working branch could not be pushed (status 1): remote: refused �[31m"],
  ])("F51 status %i: %s, and the change goes on", async ([status, says]) => {
    await using desk = await deskWithRunning({
      exec: async (_command, { stderr }) => {
        if (status === 1) stderr.write("remote: refused \u001b[31m\n");
        return status;
      },
    });
    const outcome = await change(desk);
    expect(outcome).toMatchObject({ ok: true, changed: expect.stringContaining(says) });
  });

  test("F51 a push that cannot even be tried is told, and the change goes on", async () => {
    await using desk = await deskWithRunning({ exec: () => Promise.reject(new Error("no such container")) });
    expect(await change(desk)).toMatchObject({
      ok: true,
      changed: expect.stringContaining("no such container"),
    });
  });
});

test("F51 without a conversation the change goes on and says so", async () => {
  await using desk = await deskWithRunning({ transcript: async () => ({}) });
  expect(await change(desk)).toMatchObject({
    ok: true,
    changed: expect.stringContaining("It had no conversation to keep"),
  });
});
