import { readFile } from "node:fs/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fullSetup } from "@claude-bottle/secrets/pool";
import { type Content, ScanPool } from "../../packages/secrets/src/pool/scan-pool.ts";
import { filesBelow } from "./files-below.ts";

const entry = new URL("../../packages/secrets/src/pool/testing/serve-main.ts", import.meta.url);

/** Milliseconds that the host's event loop was late while a pool scanned the files of a folder, as they are read. */
export async function loopDelay(folder: string, workers: number): Promise<{ p99: number; most: number }> {
  await using pool = await ScanPool.open({
    worker: entry,
    workers,
    setup: { known: [], ...fullSetup, digestKey: null },
  });
  const files = filesBelow(folder);
  async function* contents(): AsyncIterable<{ place: { file: string }; content: Content }> {
    for (const file of files) yield { place: { file }, content: await readFile(file) };
  }
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for await (const { outcome } of pool.scanAll(contents()))
    if (outcome.kind === "over budget") throw new Error(outcome.reason);
  delay.disable();
  return { p99: delay.percentile(99) / 1e6, most: delay.max / 1e6 };
}
