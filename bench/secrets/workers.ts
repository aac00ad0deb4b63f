import { fullSetup } from "@claude-bottle/secrets/pool";
import { readFileSync } from "node:fs";
import type { Place } from "../../packages/secrets/src/scan/finding.ts";
import { type Content, ScanPool } from "../../packages/secrets/src/pool/scan-pool.ts";
import { filesBelow } from "./files-below.ts";

const entry = new URL("../../packages/secrets/src/pool/testing/serve-main.ts", import.meta.url);

/** MB a second, by the clock, of so many workers over the files of a folder, which lie in memory. */
export async function workersRate(folder: string, workers: number, mostBytes: number): Promise<number> {
  await using pool = await ScanPool.open({
    worker: entry,
    workers,
    setup: {
      known: [],
      ...fullSetup,
      digestKey: null,
    },
  });
  const blobs: Uint8Array[] = [];
  let held = 0;
  for (const file of filesBelow(folder)) {
    if (held > mostBytes) break;
    const bytes = readFileSync(file);
    held += bytes.length;
    blobs.push(bytes);
  }
  async function* contents(): AsyncIterable<{ place: Place; content: Content }> {
    for (const [index, bytes] of blobs.entries())
      yield { place: { file: `${index}` }, content: new Uint8Array(bytes) };
  }
  let rate = 0;
  // Both rounds on the same workers: the first one compiles
  for (let round = 0; round < 2; round += 1) {
    const begun = performance.now();
    for await (const { outcome } of pool.scanAll(contents()))
      if (outcome.kind === "over budget") throw new Error(outcome.reason);
    rate = held / 1000 / (performance.now() - begun);
  }
  return rate;
}
