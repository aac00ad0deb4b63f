import type { Place, ScanOutcome } from "../scan/finding.ts";
import { inGroups, inPieces, MOST_COPIED, ownMemory } from "./pieces.ts";
import type { ScanResult, ScanWork } from "./protocol.ts";
import { type LentWorker, type NoResult, WorkerPool, type WorkerPoolOptions } from "./worker-pool.ts";

/** All at once, or in chunks that are asked for when there is room. Its memory is handed over: nobody else may use it. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>;

export interface ScanPoolOptions extends WorkerPoolOptions {
  /** Milliseconds that the scan of so many bytes may take. */
  deadline?: (bytes: number) => number;
}

const NOTHING = new Uint8Array(0);
const PLAIN: ScanOutcome = { kind: "scanned", findings: [], unread: [] };
const DROPPED_WITHIN = 60_000;

/** Bytes up to which a file is scanned together with its neighbours, … */
const SMALL = 64 * 1024;
/** … so many at most. */
const MOST_TOGETHER = 64;

/** Scans of each worker that are begun ahead of the one whose outcome is next. */
const AHEAD = 4;

/**
 * Scans in worker threads: the caller's event loop never waits, and no text can hold it up. What the caller's own thread
 * copies in one turn is bounded: `MOST_COPIED` for each worker.
 */
export class ScanPool implements AsyncDisposable {
  readonly #workers: WorkerPool<ScanWork, ScanResult>;
  readonly #deadline: (bytes: number) => number;

  private constructor(workers: WorkerPool<ScanWork, ScanResult>, deadline: (bytes: number) => number) {
    this.#workers = workers;
    this.#deadline = deadline;
  }

  /** Starts the first worker; the others are started when there is work for them. Throws a `GitleaksConfigError`. */
  static async open({ deadline = usualDeadline, ...options }: ScanPoolOptions): Promise<ScanPool> {
    return new ScanPool(await WorkerPool.open(options), deadline);
  }

  /** What is odd in the configuration, a sentence each. */
  get warnings(): readonly string[] {
    return this.#workers.warnings;
  }

  /** Scans one file when its turn comes. A worker that is late or ends makes its scan `over budget`, and is replaced. */
  async scan(place: Place, content: Content): Promise<ScanOutcome> {
    using worker = await this.#workers.lend();
    return await this.#scanIn(worker, place, content);
  }

  /**
   * Scans small files many at a time, which costs far less than one after the other. Their contents are copied. Their outcomes
   * are in the same order; when one takes too long, nothing is known of those that went to the worker with it.
   */
  async scanSeveral(files: readonly { place: Place; bytes: Uint8Array }[]): Promise<readonly ScanOutcome[]> {
    const groups = inGroups(files, MOST_TOGETHER);
    return (await Promise.all(groups.map((group) => this.#scanTogether(group)))).flat();
  }

  async #scanTogether(
    files: readonly { place: Place; bytes: Uint8Array }[],
  ): Promise<readonly ScanOutcome[]> {
    using worker = await this.#workers.lend();
    const work = together(files);
    const result = await worker.ask(work, this.#deadline(work.bytes.length));
    if (result.kind === "all-done") return result.outcomes.map((outcome) => outcome ?? PLAIN);
    return files.map(({ place }) => outcomeOf(place, result));
  }

  /** Scans files as they come, a few at once, small ones together, and gives their outcomes in the same order. */
  async *scanAll<T extends { place: Place; content: Content }>(
    files: AsyncIterable<T>,
  ): AsyncIterable<{ file: T; outcome: ScanOutcome }> {
    const begun: Promise<{ file: T; outcome: ScanOutcome }[]>[] = [];
    for await (const group of neighbours(files)) {
      const scanned = this.#scanGroup(group);
      // Told when its turn comes; until then it is no unhandled rejection
      scanned.catch(() => undefined);
      begun.push(scanned);
      if (begun.length >= this.#workers.size * AHEAD) yield* (await begun.shift()) ?? [];
    }
    for (const each of begun) yield* await each;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#workers[Symbol.asyncDispose]();
  }

  async #scanGroup<T extends { place: Place; content: Content }>(
    group: readonly T[],
  ): Promise<{ file: T; outcome: ScanOutcome }[]> {
    const [first] = group;
    if (first !== undefined && group.length === 1)
      return [{ file: first, outcome: await this.scan(first.place, first.content) }];
    const small = group.flatMap(({ place, content }) =>
      content instanceof Uint8Array ? [{ place, bytes: content }] : [],
    );
    const outcomes = await this.scanSeveral(small);
    return group.map((file, index) => ({
      file,
      outcome: outcomes[index] ?? overBudget(file.place, "the scanner gave no outcome"),
    }));
  }

  async #scanIn(
    worker: LentWorker<ScanWork, ScanResult>,
    place: Place,
    content: Content,
  ): Promise<ScanOutcome> {
    let bytes = 0;
    let spent = 0;
    const ask = async (work: ScanWork & { chunk: Uint8Array }): Promise<ScanResult | NoResult> => {
      bytes += work.chunk.length;
      const begun = performance.now();
      const result = await worker.ask(work, Math.max(0, this.#deadline(bytes) - spent));
      spent += performance.now() - begun;
      return result;
    };
    if (content instanceof Uint8Array && (ownMemory(content) !== null || content.length <= MOST_COPIED))
      return outcomeOf(place, await ask({ kind: "scan", place, chunk: content, isLast: true }));
    let result = await ask({ kind: "scan", place, chunk: NOTHING, isLast: false });
    try {
      for await (const chunk of content instanceof Uint8Array ? inPieces(content) : content) {
        if (result.kind !== "more") break;
        result = await ask({ kind: "chunk", chunk, isLast: false });
      }
    } catch (error) {
      await worker.ask({ kind: "drop" }, DROPPED_WITHIN);
      throw error;
    }
    if (result.kind === "more") result = await ask({ kind: "chunk", chunk: NOTHING, isLast: true });
    return outcomeOf(place, result);
  }
}

/** One message for small files, with a copy of their contents. */
function together(
  files: readonly { place: Place; bytes: Uint8Array }[],
): Extract<ScanWork, { kind: "scan-several" }> {
  const bytes = new Uint8Array(files.reduce((sum, file) => sum + file.bytes.length, 0));
  let end = 0;
  for (const file of files) {
    bytes.set(file.bytes, end);
    end += file.bytes.length;
  }
  const listed = files.map((file) => ({ place: file.place, length: file.bytes.length }));
  return { kind: "scan-several", files: listed, bytes };
}

/** Neighbours that are small in groups, others by themselves. */
async function* neighbours<T extends { content: Content }>(files: AsyncIterable<T>): AsyncGenerator<T[]> {
  let group: T[] = [];
  let size = 0;
  for await (const file of files) {
    const length = file.content instanceof Uint8Array ? file.content.length : Infinity;
    if (length > SMALL) {
      if (group.length > 0) yield group;
      yield [file];
      [group, size] = [[], 0];
      continue;
    }
    group.push(file);
    size += length;
    if (size < MOST_COPIED - SMALL && group.length < MOST_TOGETHER) continue;
    yield group;
    [group, size] = [[], 0];
  }
  if (group.length > 0) yield group;
}

function outcomeOf(place: Place, result: ScanResult | NoResult): ScanOutcome {
  switch (result.kind) {
    case "done":
      return result.outcome;
    case "none":
      return overBudget(place, result.why);
    case "all-done":
    case "more":
      return overBudget(place, "the scanner gave no outcome");
  }
}

function overBudget({ file }: Place, reason: string): ScanOutcome {
  return { kind: "over budget", file, reason };
}

/** 30 s, and 1 s for each 2 MB. */
export function usualDeadline(bytes: number): number {
  return 30_000 + bytes / 2000;
}
