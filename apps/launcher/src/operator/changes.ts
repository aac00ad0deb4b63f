import { overview } from "./overview.ts";
import type { OperatorParts } from "./operator-parts.ts";

/** How the outside makes itself felt. */
export interface Senses {
  /** Tells of new and changed names in a directory, as far as the file system does. */
  watch(directory: string, onChange: () => void): Disposable;
  /** Calls again and again after so many milliseconds. */
  every(ms: number, call: () => void): Disposable;
}

/** Bottles come and go without a file that tells of it, and not every file system tells of its files. */
const POLL_MS = 2_000;

/** Yields when what `look` shows may have changed; what changes while nobody asks is told once. */
export async function* changes(
  parts: OperatorParts,
  senses: Senses,
  signal: AbortSignal,
): AsyncGenerator<void> {
  const watches = new Map<string, Disposable>();
  let isDue = false;
  let isPolled = false;
  let wake = Promise.withResolvers<void>();
  const tell = (): void => {
    isDue = true;
    wake.resolve();
  };
  const follow = async (): Promise<void> => {
    const queues = await parts.files.list(parts.queues);
    const wanted = new Set([parts.queues, ...queues.map((name) => `${parts.queues}/${name}`)]);
    for (const directory of wanted)
      if (!watches.has(directory)) watches.set(directory, senses.watch(directory, tell));
    for (const [directory, watching] of watches) {
      if (wanted.has(directory)) continue;
      watching[Symbol.dispose]();
      watches.delete(directory);
    }
  };
  const shown = async (): Promise<string> => JSON.stringify(await overview(parts));
  signal.addEventListener("abort", tell);
  using _ = senses.every(POLL_MS, () => {
    isPolled = true;
    wake.resolve();
  });
  try {
    await follow();
    let last = await shown();
    // Whoever looked before this may have missed something in between
    yield;
    while (!signal.aborted) {
      if (!isDue && !isPolled) await wake.promise;
      wake = Promise.withResolvers();
      const isTold = isDue;
      [isDue, isPolled] = [false, false];
      if (signal.aborted) return;
      await follow();
      const now = await shown();
      if (now === last && !isTold) continue;
      last = now;
      yield;
    }
  } finally {
    signal.removeEventListener("abort", tell);
    for (const watching of watches.values()) watching[Symbol.dispose]();
  }
}
