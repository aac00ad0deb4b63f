import { BottleError } from "@claude-bottle/shared";
import { z } from "zod";
import type { ControlAnswer, ControlRequest } from "../backend.ts";
import { frameLines } from "./demultiplex.ts";
import type { Engine, Labelled, RunningExec } from "./engine-words.ts";

const answerSchema = z.object({ status: z.int(), body: z.unknown() });

type Lines = ReturnType<typeof frameLines>;

export interface ControlWaits {
  /** How long a client waits for a further request: those of one change come at once, each start of one takes as long as all of them. */
  lingerMs: number;
  /** How long one request may go without an answer. */
  patienceMs: number;
}

/** A sidecar's own client at work in its container: requests one after the other, until none came for a while or one failed. */
export class ControlClient {
  readonly #sidecar: Pick<Labelled, "id" | "name">;
  readonly #waits: ControlWaits;
  readonly #end = Promise.withResolvers<void>();
  readonly #running: Promise<{ exec: RunningExec; lines: Lines }>;
  #last: Promise<unknown>;
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(engine: Pick<Engine, "exec">, sidecar: Pick<Labelled, "id" | "name">, waits: ControlWaits) {
    this.#sidecar = sidecar;
    this.#waits = waits;
    this.#running = this.#start(engine);
    this.#last = this.#running;
  }

  /** Settles when it takes no further request. */
  get ended(): Promise<void> {
    return this.#end.promise;
  }

  async ask(request: ControlRequest): Promise<ControlAnswer> {
    clearTimeout(this.#timer);
    this.#waiting += 1;
    const answer = this.#last.then(() => this.#inTime(this.#exchange(request)));
    this.#last = answer;
    try {
      return await answer;
    } catch (error) {
      this.#end.resolve();
      this.#abandon();
      throw error;
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#timer = setTimeout(() => void this.#close(), this.#waits.lingerMs);
    }
  }

  async #start(engine: Pick<Engine, "exec">): Promise<{ exec: RunningExec; lines: Lines }> {
    const exec = await engine.exec(this.#sidecar.id, {
      command: ["node", "/app/ask.mjs"],
      environment: {},
      tty: false,
    });
    // Who waits for an answer is told by the lines
    exec.stream.on("error", () => undefined);
    return { exec, lines: frameLines(exec.stream) };
  }

  async #inTime(exchange: Promise<ControlAnswer>): Promise<ControlAnswer> {
    const { patienceMs } = this.#waits;
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      const what = `"${this.#sidecar.name}" has not answered for ${patienceMs / 1000} s`;
      late.reject(
        new BottleError("sidecar-failed", what, {
          hint: "Look at claude-bottle logs; a bottle that another version of claude-bottle started has to be started again",
        }),
      );
    }, patienceMs);
    exchange.catch(() => undefined);
    try {
      return await Promise.race([exchange, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #exchange(request: ControlRequest): Promise<ControlAnswer> {
    const { exec, lines } = await this.#running;
    exec.stream.write(`${JSON.stringify(request)}\n`);
    const words: string[] = [];
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) break;
      if (value.stream === "stdout") return answerSchema.parse(JSON.parse(value.line));
      words.push(value.line);
    }
    throw new BottleError(
      "sidecar-failed",
      `"${this.#sidecar.name}" does not answer (status ${await exec.exitCode()}): ${words.join("\n").trim()}`,
    );
  }

  /** A connection that nobody answers on would keep this process from ending. */
  #abandon(): void {
    this.#running.then(
      ({ exec }) => exec.stream.destroy(),
      () => undefined,
    );
  }

  async #close(): Promise<void> {
    this.#end.resolve();
    try {
      const { exec, lines } = await this.#running;
      exec.stream.end();
      // So that the engine's side of the connection is read to its end, and closed
      await lines.next();
    } catch {
      // Whoever asked has been told
    }
  }
}
