import { Worker } from "node:worker_threads";
import type { RepositoryFacts } from "../core/git/working-copy.ts";
import type { Reading, ReadLimits } from "./working-copy.ts";

/** `bytes`: of one file. `milliseconds`: for everything. */
export interface InspectLimits extends ReadLimits {
  milliseconds: number;
}

export const usualInspectLimits: InspectLimits = {
  paths: 20_000,
  commits: 2000,
  bytes: 256 * 1024 * 1024,
  milliseconds: 5000,
};

/**
 * What is in the repository of a directory, as far as it can be read in time. It happens on a thread of its own, so that no
 * pattern, archive or tree that somebody put there can hold the command up, and no other command loads what reads it.
 */
export async function inspectWorkingCopy(
  dir: string,
  { milliseconds, ...limits }: InspectLimits = usualInspectLimits,
): Promise<RepositoryFacts> {
  const worker = new Worker(new URL("working-copy-main.ts", import.meta.url), {
    workerData: { dir, limits },
  });
  let last: Reading = {
    facts: { repository: "here", head: null, remotes: [], unpushed: null, changes: null, unread: [] },
    left: ["repository"],
  };
  const ended = new Promise<string>((resolve) => {
    worker.on("message", (reading: Reading) => (last = reading));
    worker.once("error", () => resolve("the reading broke off"));
    worker.once("exit", () => resolve("the reading broke off"));
  });
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(`not done within ${milliseconds / 1000} s`), milliseconds);
  const why = await Promise.race([ended, late]);
  clearTimeout(timer);
  await worker.terminate();
  const { facts, left } = last;
  return { ...facts, unread: [...facts.unread, ...left.map((what) => `${what}: ${why}`)] };
}
