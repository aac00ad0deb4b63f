import { Worker } from "node:worker_threads";
import { ownMemory } from "./pieces.ts";
import type { Answer, Request } from "./protocol.ts";

/** `late`: it was ended at the deadline; `lost`: it ended by itself. The next request goes to a new worker. */
export type Reply<Result> = Answer<Result> | { kind: "late" | "lost" };

/** Bounds what one text can make a worker hold besides the text itself. */
const HEAP_MEGABYTES = 384;
/** Most of what a scan allocates is short-lived: more room than this costs memory in each worker and makes none faster. */
const YOUNG_MEGABYTES = 12;

/** A place for one worker, which answers one request after the other. */
export class WorkerSlot<Work extends object, Result> implements AsyncDisposable {
  readonly #entry: URL;
  #worker: Worker | undefined;
  #pending: ((reply: Reply<Result>) => void) | undefined;

  constructor(entry: URL) {
    this.#entry = entry;
  }

  /** Whether a worker is there that was asked before. */
  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  /** The memory of the work's bytes is handed over where that can be. One request at a time. */
  async ask(request: Request<Work>, deadline: number): Promise<Reply<Result>> {
    const worker = (this.#worker ??= this.#start());
    const { promise, resolve } = Promise.withResolvers<Reply<Result>>();
    this.#pending = resolve;
    const timer = setTimeout(() => resolve({ kind: "late" }), deadline);
    worker.postMessage(request, request.kind === "work" ? transferable(request.work) : []);
    const reply = await promise;
    clearTimeout(timer);
    this.#pending = undefined;
    if (reply.kind === "late" || reply.kind === "lost") void this.#end(worker);
    return reply;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#worker !== undefined) await this.#end(this.#worker);
  }

  #start(): Worker {
    const worker = new Worker(this.#entry, {
      argv: [],
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES, maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    const settle = (reply: Reply<Result>): void => {
      if (this.#worker === worker) this.#pending?.(reply);
    };
    worker.on("message", (answer: Answer<Result>) => settle(answer));
    worker.on("error", () => settle({ kind: "lost" }));
    worker.on("exit", () => {
      settle({ kind: "lost" });
      // One that ends while it has nothing to do is not missed
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }

  async #end(worker: Worker): Promise<void> {
    this.#pending?.({ kind: "lost" });
    if (this.#worker === worker) this.#worker = undefined;
    await worker.terminate();
  }
}

function transferable(work: object): ArrayBuffer[] {
  const contents = Object.values(work).filter((value) => value instanceof Uint8Array);
  return contents.flatMap((content) => ownMemory(content) ?? []);
}
