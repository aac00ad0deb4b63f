import { isMarkedAsUntransferable, Worker } from "node:worker_threads";
import type { Answer, Request } from "./protocol.ts";

/** `late`: it was ended at the deadline; `lost`: it ended by itself. The next request goes to a new worker. */
export type Reply = Answer | { kind: "late" | "lost" };

/** Bounds what one text can make a worker hold besides the text itself. */
const HEAP_MEGABYTES = 384;
/** Most of what a scan allocates is short-lived: with room for it nothing has to be moved. */
const YOUNG_MEGABYTES = 48;

/** A place for one worker, which answers one request after the other. */
export class WorkerSlot implements AsyncDisposable {
  readonly #entry: URL;
  #worker: Worker | undefined;

  constructor(entry: URL) {
    this.#entry = entry;
  }

  /** Whether a worker is there that was asked before. */
  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  /** The content's memory is handed over where that can be. */
  ask(request: Request, deadline: number): Promise<Reply> {
    const worker = (this.#worker ??= this.#start());
    const { promise, resolve } = Promise.withResolvers<Reply>();
    const onAnswer = (answer: Answer): void => resolve(answer);
    const onEnd = (): void => resolve({ kind: "lost" });
    const timer = setTimeout(() => resolve({ kind: "late" }), deadline);
    worker.on("message", onAnswer).on("error", onEnd).on("exit", onEnd);
    worker.postMessage(request, transferable(request));
    return promise.then((reply) => {
      clearTimeout(timer);
      worker.off("message", onAnswer).off("error", onEnd).off("exit", onEnd);
      if (reply.kind === "late" || reply.kind === "lost") void this.#end(worker);
      return reply;
    });
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
    // One that ends while it has nothing to do is not missed
    worker.on("error", () => undefined);
    worker.on("exit", () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    return worker;
  }

  async #end(worker: Worker): Promise<void> {
    if (this.#worker === worker) this.#worker = undefined;
    await worker.terminate();
  }
}

/** Memory that belongs to the content alone. */
function transferable(request: Request): ArrayBuffer[] {
  if (request.kind !== "scan" && request.kind !== "chunk") return [];
  const { buffer, byteLength } = request.chunk;
  const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength && byteLength > 0;
  return isAlone && !isMarkedAsUntransferable(buffer) ? [buffer] : [];
}
