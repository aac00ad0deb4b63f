import { availableParallelism } from "node:os";
import { GitleaksConfigError } from "../gitleaks/gitleaks-config-error.ts";
import type { Place, ScanOutcome } from "../scan/finding.ts";
import { inGroups, inPieces, MOST_COPIED, ownMemory } from "./pieces.ts";
import type { Request } from "./protocol.ts";
import type { ScanSetup } from "./scan-setup.ts";
import { type Reply, WorkerSlot } from "./worker-slot.ts";

/** All at once, or in chunks that are asked for when there is room. Its memory is handed over: nobody else may use it. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>;

export interface ScanPoolOptions {
  /** The file that calls `serveScans()`. */
  worker: URL;
  setup: ScanSetup;
  /** Number of workers: all processors unless given. */
  workers?: number;
  /** Milliseconds that the scan of so many bytes may take: 30 s and 1 s for each 2 MB unless given. */
  deadline?: (bytes: number) => number;
}

const NOTHING = new Uint8Array(0);
const PLAIN: ScanOutcome = { kind: "scanned", findings: [], unread: [] };
const SETUP_WITHIN = 60_000;

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
  readonly #options: ScanPoolOptions;
  readonly #slots: readonly WorkerSlot[];
  readonly #free: WorkerSlot[];
  readonly #waiting: ((slot: WorkerSlot) => void)[] = [];
  #isClosed = false;
  /** What is odd in the configuration, a sentence each. */
  readonly warnings: readonly string[];

  private constructor(options: ScanPoolOptions, slots: WorkerSlot[], warnings: readonly string[]) {
    this.#options = options;
    this.#slots = slots;
    this.#free = [...slots];
    this.warnings = warnings;
  }

  /** Starts the first worker; the others are started when there is work for them. Throws a `GitleaksConfigError`. */
  static async open(options: ScanPoolOptions): Promise<ScanPool> {
    const count = options.workers ?? availableParallelism();
    const slots = Array.from({ length: count }, () => new WorkerSlot(options.worker));
    const [first] = slots;
    const reply = await first?.ask({ kind: "setup", setup: options.setup }, SETUP_WITHIN);
    if (reply?.kind === "ready") return new ScanPool(options, slots, reply.warnings);
    await first?.[Symbol.asyncDispose]();
    if (reply?.kind === "refused") throw new GitleaksConfigError(reply.message);
    throw new Error("The scanner's worker did not start");
  }

  /** Scans one file when its turn comes. A worker that is late or ends makes its scan `over budget`, and is replaced. */
  async scan(place: Place, content: Content): Promise<ScanOutcome> {
    const slot = await this.#take();
    try {
      return await this.#scanIn(slot, place, content);
    } finally {
      this.#release(slot);
    }
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
    const slot = await this.#take();
    try {
      const deadline = this.#options.deadline ?? usualDeadline;
      const isReady = !this.#isClosed && (await this.#isReady(slot));
      const request = together(files);
      const reply = isReady
        ? await slot.ask(request, deadline(request.bytes.length))
        : ({ kind: "lost" } as const);
      if (reply.kind === "all-done") return reply.outcomes.map((outcome) => outcome ?? PLAIN);
      return files.map(({ place }) => outcomeOf(place, reply));
    } finally {
      this.#release(slot);
    }
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
      if (begun.length >= this.#slots.length * AHEAD) yield* (await begun.shift()) ?? [];
    }
    for (const each of begun) yield* await each;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#slots.map((slot) => slot[Symbol.asyncDispose]()));
  }

  #take(): Promise<WorkerSlot> {
    const slot = this.#free.pop();
    if (slot !== undefined) return Promise.resolve(slot);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(slot: WorkerSlot): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(slot);
    else next(slot);
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

  /** Starts a worker where there is none. */
  async #isReady(slot: WorkerSlot): Promise<boolean> {
    if (slot.isRunning) return true;
    const reply = await slot.ask({ kind: "setup", setup: this.#options.setup }, SETUP_WITHIN);
    return reply.kind === "ready";
  }

  async #scanIn(slot: WorkerSlot, place: Place, content: Content): Promise<ScanOutcome> {
    if (this.#isClosed) return overBudget(place, "the scanner was closed");
    if (!(await this.#isReady(slot))) return overBudget(place, "no scanner could be started");
    const deadline = this.#options.deadline ?? usualDeadline;
    let bytes = 0;
    let spent = 0;
    const ask = async (request: Request & { chunk: Uint8Array }): Promise<Reply> => {
      bytes += request.chunk.length;
      const begun = performance.now();
      const reply = await slot.ask(request, Math.max(0, deadline(bytes) - spent));
      spent += performance.now() - begun;
      return reply;
    };
    if (content instanceof Uint8Array && (ownMemory(content) !== null || content.length <= MOST_COPIED))
      return outcomeOf(place, await ask({ kind: "scan", place, chunk: content, isLast: true }));
    let reply = await ask({ kind: "scan", place, chunk: NOTHING, isLast: false });
    try {
      for await (const chunk of content instanceof Uint8Array ? inPieces(content) : content) {
        if (reply.kind !== "more") break;
        reply = await ask({ kind: "chunk", chunk, isLast: false });
      }
    } catch (error) {
      await slot.ask({ kind: "drop" }, SETUP_WITHIN);
      throw error;
    }
    if (reply.kind === "more") reply = await ask({ kind: "chunk", chunk: NOTHING, isLast: true });
    return outcomeOf(place, reply);
  }
}

/** One message for small files, with a copy of their contents. */
function together(
  files: readonly { place: Place; bytes: Uint8Array }[],
): Extract<Request, { kind: "scan-several" }> {
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

function outcomeOf(place: Place, reply: Reply): ScanOutcome {
  switch (reply.kind) {
    case "done":
      return reply.outcome;
    case "late":
      return overBudget(place, "it was not scanned in time");
    case "lost":
      return overBudget(place, "the scanner ended while it scanned this");
    case "all-done":
    case "more":
    case "ready":
    case "refused":
      return overBudget(place, "the scanner gave no outcome");
  }
}

function overBudget({ file }: Place, reason: string): ScanOutcome {
  return { kind: "over budget", file, reason };
}

function usualDeadline(bytes: number): number {
  return 30_000 + bytes / 2000;
}
