import type { Limits } from "../core/limits.ts";
import { ObjectIntake } from "../core/object-intake.ts";
import { printable } from "../core/printable.ts";
import type { SearchReport } from "../core/push-scanner.ts";
import { shownName } from "../core/shown-name.ts";
import { streamGit, type GitStream, type RepositoryView } from "./git-stream.ts";
import type { Mutex } from "./mutex.ts";
import { ObjectRuns, type RunOptions } from "./object-runs.ts";
import { writeTo } from "./writable.ts";

const FORMAT = "%(objectname) %(objecttype) %(objectsize) %(rest)";

export interface SearchOptions extends RunOptions {
  limits: Limits;
  /** Held by each of the searches that go on at a time. */
  searching: Mutex;
}

export interface ListedSearch extends SearchOptions {
  view: RepositoryView;
  /**
   * The objects to search, in the order in which they are to be: each an id, or behind a space with a path, one character to
   * a byte.
   */
  listed: AsyncIterable<string[]>;
  onProgress: (taken: { objects: number; bytes: number }) => void;
}

export interface ListedReport extends SearchReport {
  /** What was taken in, searched or not. */
  objects: number;
  bytes: number;
}

async function ask(batch: GitStream, runs: ObjectRuns, listed: ListedSearch["listed"]): Promise<void> {
  for await (const lines of listed) {
    if (!batch.stdin.writable) return;
    if (lines.length === 0) continue;
    runs.expect(lines);
    await writeTo(batch.stdin, Buffer.from(`${lines.join("\n")}\n`, "latin1"));
  }
  batch.stdin.end();
}

interface Reading extends Pick<ListedSearch, "onProgress"> {
  intake: ObjectIntake;
  runs: ObjectRuns;
}

/** git writes each file by itself, and an iterator's turn for each of these chunks would cost more than what is done with it. */
async function read({ stdin, stdout }: GitStream, { intake, runs, onProgress }: Reading): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const take = (chunk: Buffer): void => {
    const whole = intake.add(chunk);
    if ((intake.refused ?? runs.refused) !== null) {
      resolve();
      return;
    }
    runs.add(chunk, whole, intake.ended);
    onProgress(intake);
    if (runs.hasRoom) return;
    stdout.pause();
    void runs.room().then(() => stdout.resume());
  };
  stdout.once("error", reject);
  stdout.once("close", resolve);
  stdout.on("data", (chunk: Buffer) => {
    try {
      take(chunk);
    } catch (error) {
      reject(error);
    }
  });
  try {
    await promise;
  } finally {
    // Who still asks is to stop as well
    stdin.destroy();
    stdout.destroy();
  }
}

/** Reads objects out of a repository and searches them. Rejects when one cannot be read: nothing is skipped. */
export async function searchListed(search: ListedSearch): Promise<ListedReport> {
  const { view, scanner, limits, searching, listed, onProgress } = search;
  using _ = await searching.hold();
  const intake = new ObjectIntake({ limits, shown: (path) => shownName(path, scanner) });
  using batch = streamGit(view, ["cat-file", `--batch=${FORMAT}`, "--buffer"]);
  using runs = new ObjectRuns(search);
  const asking = ask(batch, runs, listed);
  try {
    await Promise.all([read(batch, { intake, runs, onProgress }), asking]);
  } finally {
    batch.stdin.destroy();
    await asking.catch(() => {});
  }
  const { objects, bytes } = intake;
  const report = { ...(await runs.done(intake.isWhole ? intake.ended : null)), objects, bytes };
  const refused = intake.refused ?? report.refused;
  if (refused !== null) return { ...report, refused };
  const { code, stderr } = await batch.ended;
  if (code !== 0 || !intake.isWhole || !runs.isComplete)
    throw new Error(`git could not read every object: ${printable(stderr) || `it ended with ${code}`}`);
  return report;
}
