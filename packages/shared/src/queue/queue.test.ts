import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Proposal } from "../contracts/proposal.ts";
import { CrashError, CrashingFiles } from "../testing/crashing-files.ts";
import { PROPOSER, someProposal, someResponse } from "../testing/proposals.ts";
import { archive, writeProposal, writeResponse } from "./queue.ts";
import { queueFileName } from "./queue-names.ts";
import { readProposal, readQueue, readResponse } from "./read-queue.ts";

const DIRECTORY = "/queue";
const place = { directory: DIRECTORY, identity: PROPOSER };
const proposals = [0, 1, 2].map(someProposal);

/** What was told to whom before the crash. */
interface Told {
  proposed: Set<string>;
  answered: Set<string>;
  read: Set<string>;
}

/** A round of the whole life of some proposals, in one process; ends early where the files crash. */
async function live(files: CrashingFiles, told: Told): Promise<void> {
  for (const proposal of proposals) {
    await writeProposal(files, DIRECTORY, proposal);
    told.proposed.add(proposal.id);
  }
  for (const proposal of proposals.slice(0, 2)) {
    await writeResponse(files, DIRECTORY, someResponse(proposal));
    told.answered.add(proposal.id);
  }
  for (const { response } of (await readQueue(files, place)).answered) {
    told.read.add(response.id);
    await archive(files, DIRECTORY, response.id);
  }
}

const nothingTold = (): Told => ({ proposed: new Set(), answered: new Set(), read: new Set() });
const ids = (found: readonly Proposal[]): string[] => found.map(({ id }) => id);

describe("a crash between any two file operations", () => {
  test("F47 neither loses, tears nor revives a proposal or its answer", async () => {
    const dry = new CrashingFiles();
    await live(dry, nothingTold());
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: dry.operations - 1 }),
        fc.infiniteStream(fc.nat()),
        async (crashAfter, losses) => {
          const files = new CrashingFiles();
          files.crashAfter = crashAfter;
          const told = nothingTold();
          await expect(live(files, told)).rejects.toThrow(CrashError);
          const found = files.afterCrash((below) => Number(losses.next().value) % below);
          const state = await readQueue(found, place);
          // A reader never meets a torn file, only what was left of one on its way
          expect(state.skipped).toEqual([]);
          const pending = ids(state.pending);
          const answered = ids(state.answered.map(({ proposal }) => proposal));
          const archived = proposals
            .map(({ id }) => id)
            .filter((id) =>
              Object.hasOwn(found.texts, `${DIRECTORY}/processed/${queueFileName(id, "proposal")}`),
            );
          for (const id of told.proposed)
            expect([...pending, ...answered, ...archived].filter((each) => each === id)).toEqual([id]);
          for (const id of told.answered) expect(pending).not.toContain(id);
          // Nothing is archived that nobody has read
          for (const id of archived) expect(told.read).toContain(id);
          for (const id of archived) {
            const inQueue = await readResponse(found, DIRECTORY, id);
            const done = await readResponse(found, `${DIRECTORY}/processed`, id);
            expect("value" in inQueue || "value" in done).toBe(true);
          }
          // Who starts again finishes what was begun
          for (const id of [...answered, ...state.halfArchived]) await archive(found, DIRECTORY, id);
          const after = await readQueue(found, place);
          expect([after.answered, after.halfArchived, ids(after.pending)]).toEqual([[], [], pending]);
        },
      ),
      { numRuns: 400 },
    );
  });

  test("what was on its way can be written again", async () => {
    const files = new CrashingFiles();
    files.crashAfter = 3;
    await expect(writeProposal(files, DIRECTORY, someProposal())).rejects.toThrow(CrashError);
    const found = files.afterCrash((below) => below - 1);
    expect(Object.keys(found.texts)).toEqual([`${DIRECTORY}/.${someProposal().id}.proposal.json.tmp`]);
    await writeProposal(found, DIRECTORY, someProposal());
    expect(Object.keys(found.texts)).toEqual([`${DIRECTORY}/${someProposal().id}.proposal.json`]);
  });
});

describe("what does not belong in a queue", () => {
  const proposal = someProposal();
  const name = queueFileName(proposal.id, "proposal");
  const put = async (file: string, text: string): Promise<CrashingFiles> => {
    const files = new CrashingFiles();
    await writeProposal(files, DIRECTORY, someProposal(1));
    await files.write(`${DIRECTORY}/${file}`, text);
    return files;
  };

  test.for([
    ["a foreign name", "notes.txt", "hello", "foreign name"],
    ["a name with an id that is none", "x.proposal.json", "{}", "foreign name"],
    ["half a file", name, JSON.stringify(proposal).slice(0, 40), "torn"],
    ["an empty file", name, "", "torn"],
    ["a proposal of another form", name, '{"version":1}', "not the expected form"],
    ["a deep one", name, "[".repeat(100_000), "torn"],
    ["a huge one", name, JSON.stringify({ ...proposal, justification: "x".repeat(1 << 20) }), "not readable"],
    ["another bottle's", name, JSON.stringify({ ...proposal, identity: "other-00000" }), "of another bottle"],
    ["one with another's id", name, JSON.stringify(someProposal(7)), "of another bottle"],
  ])("%s is skipped and told, and the others stand", async ([, file = "", text = "", reason]) => {
    const state = await readQueue(await put(file, text), place);
    expect(state.skipped).toEqual([{ name: file, reason }]);
    expect(ids(state.pending)).toEqual([someProposal(1).id]);
  });

  test("a torn answer leaves its proposal pending", async () => {
    const files = await put(queueFileName(someProposal(1).id, "response"), '{"version":1,"id":');
    const state = await readQueue(files, place);
    expect(state).toMatchObject({ pending: [someProposal(1)], answered: [], skipped: [{ reason: "torn" }] });
  });

  test("a proposal with an answer is not pending", async () => {
    const files = new CrashingFiles();
    await writeProposal(files, DIRECTORY, proposal);
    await writeResponse(files, DIRECTORY, someResponse(proposal));
    const state = await readQueue(files, place);
    expect(state).toMatchObject({ pending: [], answered: [{ proposal, response: someResponse(proposal) }] });
  });

  test("ten thousand files cost their reader no more than some hundred", async () => {
    const files = new CrashingFiles();
    await writeProposal(files, DIRECTORY, proposal);
    for (let index = 1; index < 5_000; index += 1) {
      await files.write(`${DIRECTORY}/junk-${index}`, "x");
      const { id } = someProposal(index);
      await files.write(`${DIRECTORY}/${queueFileName(id, "proposal")}`, "x");
    }
    const before = files.operations;
    const state = await readQueue(files, place);
    expect(files.operations - before).toBeLessThan(300);
    expect(state.skipped.length).toBeLessThanOrEqual(20);
    expect(ids(state.pending)).toEqual([proposal.id]);
  });

  test("a proposal can be read by its id", async () => {
    const files = new CrashingFiles();
    await writeProposal(files, DIRECTORY, proposal);
    expect(await readProposal(files, place, proposal.id)).toEqual({ value: proposal });
    expect(await readProposal(files, place, someProposal(3).id)).toEqual({ reason: "not readable" });
  });
});
