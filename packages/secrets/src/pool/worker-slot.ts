import { Worker } from "node:worker_threads";
import { ownMemory } from "./pieces.ts";
import type { Answer, Request } from "./protocol.ts";

/** `late`: it was ended at the deadline; `lost`: it ended by itself. The next request goes to a new worker. */
export type Reply = Answer | { kind: "late" | "lost" };

/** Bounds what one text can make a worker hold besides the text itself. */
const HEAP_MEGABYTES = 384;
/** Most of what a scan allocates is short-lived: more room than this costs memory in each worker and makes none faster. */
const YOUNG_MEGABYTES = 12;

/** A place for one worker, which answers one request after the other. */
export class WorkerSlot implements AsyncDisposable {
  readonly #entry: URL;
  #worker: Worker | undefined;
  #pending: ((reply: Reply) => void) | undefined;

  constructor(entry: URL) {
    this.#entry = entry;
  }

  /** Whether a worker is there that was asked before. */
  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  /** The content's memory is handed over where that can be. One request at a time. */
  async ask(request: Request, deadline: number): Promise<Reply> {
    const worker = (this.#worker ??= this.#start());
    const { promise, resolve } = Promise.withResolvers<Reply>();
    this.#pending = resolve;
    const timer = setTimeout(() => resolve({ kind: "late" }), deadline);
    worker.postMessage(request, transferable(request));
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
    const settle = (reply: Reply): void => {
      if (this.#worker === worker) this.#pending?.(reply);
    };
    worker.on("message", (answer: Answer) => settle(answer));
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

function contentOf(request: Request): Uint8Array | null {
  switch (request.kind) {
    case "scan":
    case "chunk":
      return request.chunk;
    case "scan-several":
      return request.bytes;
    case "setup":
    case "drop":
      return null;
  }
}

function transferable(request: Request): ArrayBuffer[] {
  const content = contentOf(request);
  const memory = content === null ? null : ownMemory(content);
  return memory === null ? [] : [memory];
}
