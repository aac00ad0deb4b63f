import { mkdir, mkdtempDisposable, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeResponse, type FileStore } from "@claude-bottle/shared/queue";
import {
  CrashError,
  CrashingFiles,
  PROPOSER,
  someProposal,
  someResponse,
} from "@claude-bottle/shared/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nodeFiles } from "@claude-bottle/shared/service/node-files";
import { Proposals } from "./proposals.ts";

const DIRECTORY = "/queue";

interface Opened {
  proposals: Proposals;
  events: string[];
}

async function open(files: FileStore, directory = DIRECTORY): Promise<Opened> {
  const events: string[] = [];
  let count = 0;
  const proposals = await Proposals.open({
    files,
    directory,
    identity: PROPOSER,
    most: 16,
    log: { event: (event) => void events.push(event) },
    now: () => new Date(Date.UTC(2026, 0, 1)),
    random: (below) => (count++ * 7) % below,
  });
  return { proposals, events };
}

const draft = (index: number) => {
  const { kind, change, justification } = someProposal(index);
  return { kind, change, justification };
};

/** What the agent was told. */
interface Told {
  proposed: string[];
  decided: string[];
}

/** Two proposals, one answer, taken: everything that a queue goes through. */
async function live(files: FileStore, directory: string, told: Told): Promise<void> {
  const { proposals } = await open(files, directory);
  for (const index of [0, 1]) {
    const id = await proposals.submit(draft(index));
    if (id !== null) told.proposed.push(id);
  }
  const [first] = proposals.pending;
  if (first === undefined) return;
  using _ = proposals.listen(first.id, ({ id }) => void told.decided.push(id));
  await writeResponse(files, directory, someResponse(first));
  await proposals.look();
}

async function expectWhole(files: FileStore, directory: string, told: Told): Promise<void> {
  const { proposals, events } = await open(files, directory);
  expect(events).not.toContain("skipped");
  for (const id of told.proposed) expect((await proposals.standing(id)).state).not.toBe("unknown");
  for (const id of told.decided) expect((await proposals.standing(id)).state).toBe("decided");
  // What is asked for again is one with what is there, or new
  const before = proposals.pending.length;
  await proposals.submit(draft(1));
  expect(proposals.pending.length).toBeLessThanOrEqual(Math.max(before, 1));
}

describe("F47 a crash of supervise or its machine between any two file operations", () => {
  test("loses nothing that the agent or the operator was told", async () => {
    const dry = new CrashingFiles();
    await live(dry, DIRECTORY, { proposed: [], decided: [] });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: dry.operations - 1 }),
        fc.infiniteStream(fc.nat()),
        async (crashAfter, losses) => {
          const files = new CrashingFiles();
          files.crashAfter = crashAfter;
          const told: Told = { proposed: [], decided: [] };
          await expect(live(files, DIRECTORY, told)).rejects.toThrow(/crash after|could not be put/);
          await expectWhole(
            files.afterCrash((below) => Number(losses.next().value) % below),
            DIRECTORY,
            told,
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test("the same over real files, after each operation", async () => {
    let last = 0;
    for (let after = 0; ; after += 1) {
      await using place = await mkdtempDisposable(join(tmpdir(), "proposals-"));
      await mkdir(join(place.path, "processed"));
      const told: Told = { proposed: [], decided: [] };
      let count = 0;
      const stopping = new Proxy(nodeFiles, {
        get:
          (files, name: keyof FileStore) =>
          // oxlint-disable-next-line typescript/no-unsafe-return -- one of the store's own operations
          async (...args: [string, never]) => {
            if (count >= after) throw new CrashError();
            count += 1;
            return await files[name](...args);
          },
      });
      const isOver = await live(stopping, place.path, told).then(
        () => true,
        () => false,
      );
      await expectWhole(nodeFiles, place.path, told);
      last = after;
      if (isOver) break;
    }
    expect(last).toBeGreaterThan(15);
  });
});

test("a full disk is told to the agent, and nothing is left pending", async () => {
  const files = new CrashingFiles();
  const { proposals, events } = await open(files);
  files.crashAfter = files.operations + 1;
  await expect(proposals.submit(draft(0))).rejects.toMatchObject({ code: "queue-failed" });
  expect([proposals.pending, events]).toEqual([[], ["queue-failed"]]);
  files.crashAfter = Number.POSITIVE_INFINITY;
  expect(await proposals.submit(draft(0))).not.toBe(null);
});

test("links, pipes' kin and directories in a queue are passed over, told once, and not followed", async () => {
  await using place = await mkdtempDisposable(join(tmpdir(), "proposals-"));
  const secret = join(place.path, "secret");
  const queue = join(place.path, "queue");
  await mkdir(join(queue, "processed"), { recursive: true });
  await writeFile(secret, JSON.stringify(someProposal(0)));
  await symlink(secret, join(queue, `${someProposal(0).id}.proposal.json`));
  await mkdir(join(queue, `${someProposal(1).id}.proposal.json`));
  const { proposals, events } = await open(nodeFiles, queue);
  expect(proposals.pending).toEqual([]);
  expect(events).toEqual(["skipped", "skipped"]);
});

test("a torn answer is told once, and a whole one in its place is taken", async () => {
  const files = new CrashingFiles();
  const { proposals, events } = await open(files);
  const id = await proposals.submit(draft(0));
  const path = `${DIRECTORY}/${id}.response.json`;
  await files.write(path, "{");
  await proposals.look();
  await proposals.look();
  expect([events, proposals.pending.length]).toEqual([["proposed", "skipped"], 1]);
  await writeResponse(files, DIRECTORY, { ...someResponse(someProposal(0)), id: String(id) });
  await proposals.look();
  expect(events.at(-1)).toBe("decided");
});
