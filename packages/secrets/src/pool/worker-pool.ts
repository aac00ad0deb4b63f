import { availableParallelism } from "node:os";
import { GitleaksConfigError } from "../gitleaks/gitleaks-config-error.ts";
import type { ScanSetup } from "./scan-setup.ts";
import { type Reply, WorkerSlot } from "./worker-slot.ts";

export interface WorkerPoolOptions {
  /** The file that serves the work. */
  worker: URL;
  setup: ScanSetup;
  /** Number of workers: all processors unless given. */
  workers?: number;
}

/** Why there is no result, in words. */
export interface NoResult {
  kind: "none";
  why: string;
}

/** A worker that nobody else asks meanwhile. Disposing gives it back. */
export interface LentWorker<Work, Result> extends Disposable {
  /** `deadline`: milliseconds after which the worker is ended. One at a time. */
  ask(work: Work, deadline: number): Promise<Result | NoResult>;
}

const SETUP_WITHIN = 60_000;
const none = (why: string): NoResult => ({ kind: "none", why });

/** Worker threads with a scanner each. One that is late or ends has no result, and is replaced. */
export class WorkerPool<Work extends object, Result extends object> implements AsyncDisposable {
  readonly #setup: ScanSetup;
  readonly #slots: readonly WorkerSlot<Work, Result>[];
  readonly #free: WorkerSlot<Work, Result>[];
  readonly #waiting: ((slot: WorkerSlot<Work, Result>) => void)[] = [];
  #isClosed = false;
  /** What is odd in the configuration, a sentence each. */
  readonly warnings: readonly string[];

  private constructor(
    setup: ScanSetup,
    slots: readonly WorkerSlot<Work, Result>[],
    warnings: readonly string[],
  ) {
    this.#setup = setup;
    this.#slots = slots;
    this.#free = [...slots];
    this.warnings = warnings;
  }

  /** Starts the first worker; the others are started when there is work for them. Throws a `GitleaksConfigError`. */
  static async open<Work extends object, Result extends object>({
    worker,
    setup,
    workers = availableParallelism(),
  }: WorkerPoolOptions): Promise<WorkerPool<Work, Result>> {
    const slots = Array.from({ length: workers }, () => new WorkerSlot<Work, Result>(worker));
    const [first] = slots;
    const reply = await first?.ask({ kind: "setup", setup }, SETUP_WITHIN);
    if (reply?.kind === "ready") return new WorkerPool(setup, slots, reply.warnings);
    await first?.[Symbol.asyncDispose]();
    if (reply?.kind === "refused") throw new GitleaksConfigError(reply.message);
    throw new Error("The scanner's worker did not start");
  }

  get size(): number {
    return this.#slots.length;
  }

  /** A worker for one caller, when its turn comes. */
  async lend(): Promise<LentWorker<Work, Result>> {
    const slot =
      this.#free.pop() ??
      (await new Promise<WorkerSlot<Work, Result>>((resolve) => this.#waiting.push(resolve)));
    let isBack = false;
    return {
      ask: async (work, deadline) => await this.#ask(slot, work, deadline),
      [Symbol.dispose]: () => {
        if (!isBack) this.#release(slot);
        isBack = true;
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#slots.map((slot) => slot[Symbol.asyncDispose]()));
  }

  #release(slot: WorkerSlot<Work, Result>): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free.push(slot);
    else next(slot);
  }

  async #ask(slot: WorkerSlot<Work, Result>, work: Work, deadline: number): Promise<Result | NoResult> {
    if (this.#isClosed) return none("the scanner was closed");
    if (!slot.isRunning) {
      const reply = await slot.ask({ kind: "setup", setup: this.#setup }, SETUP_WITHIN);
      if (reply.kind !== "ready") return none("no scanner could be started");
    }
    return resultOf(await slot.ask({ kind: "work", work }, deadline));
  }
}

function resultOf<Result extends object>(reply: Reply<Result>): Result | NoResult {
  switch (reply.kind) {
    case "result":
      return reply.result;
    case "late":
      return none("it was not scanned in time");
    case "lost":
      return none("the scanner ended while it scanned this");
    case "ready":
    case "refused":
      return none("the scanner gave no outcome");
  }
}
