import type { ObjectScan, ScanReport } from "../core/object-scan.ts";
import { printable } from "../core/printable.ts";
import { streamGit, type GitStream, type RepositoryView } from "./git-stream.ts";
import { writeTo } from "./writable.ts";

export interface ListedObject {
  id: string;
  /** One character to a byte; empty: it has none. */
  path: string;
}

export interface ListedScan {
  view: RepositoryView;
  scan: ObjectScan;
  /** The objects to search, in the order in which they are to be. */
  objects: AsyncIterable<ListedObject[]>;
  onProgress: () => void;
}

const FORMAT = "%(objectname) %(objecttype) %(objectsize) %(rest)";

async function ask(batch: GitStream, objects: AsyncIterable<ListedObject[]>): Promise<void> {
  for await (const some of objects) {
    if (!batch.stdin.writable) return;
    const lines = some.map((object) => `${object.id} ${object.path}\n`).join("");
    await writeTo(batch.stdin, Buffer.from(lines, "latin1"));
  }
  batch.stdin.end();
}

async function search({ scan, onProgress }: ListedScan, batch: GitStream): Promise<void> {
  for await (const chunk of batch.stdout as AsyncIterable<Buffer>) {
    if (!scan.add(chunk)) break;
    await scan.room();
    onProgress();
  }
  // Who still asks is to stop as well
  batch.stdin.destroy();
}

/** Reads objects out of a repository and searches them. Rejects when one cannot be read: nothing is skipped. */
export async function scanListed(listed: ListedScan): Promise<ScanReport> {
  const { view, scan, objects } = listed;
  using batch = streamGit(view, ["cat-file", `--batch=${FORMAT}`, "--buffer"]);
  const asking = ask(batch, objects);
  try {
    await Promise.all([search(listed, batch), asking]);
  } finally {
    scan.drop();
    batch.stdin.destroy();
    await asking.catch(() => {});
  }
  const report = await scan.done();
  if (report.refused !== null) return report;
  const { code, stderr } = await batch.ended;
  if (code !== 0 || !scan.isWhole)
    throw new Error(`git could not read every object: ${printable(stderr) || `it ended with ${code}`}`);
  return report;
}
