import { BottleError } from "@claude-bottle/shared";
import { z } from "zod";
import type { ControlAnswer, ControlRequest } from "../backend.ts";
import { frameLines } from "./demultiplex.ts";
import type { Engine, Labelled, RunningExec } from "./engine-words.ts";

const answerSchema = z.object({ status: z.int(), body: z.unknown() });

type Lines = ReturnType<typeof frameLines>;

/** A sidecar's own client at work in its container: requests one after the other, until none came for a while or one failed. */
export class ControlClient {
  readonly #sidecar: Pick<Labelled, "id" | "name">;
  readonly #lingerMs: number;
  readonly #end = Promise.withResolvers<void>();
  readonly #running: Promise<{ exec: RunningExec; lines: Lines }>;
  #last: Promise<unknown>;
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(engine: Pick<Engine, "exec">, sidecar: Pick<Labelled, "id" | "name">, lingerMs: number) {
    this.#sidecar = sidecar;
    this.#lingerMs = lingerMs;
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
    const answer = this.#last.then(() => this.#exchange(request));
    this.#last = answer;
    try {
      return await answer;
    } catch (error) {
      this.#end.resolve();
      throw error;
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#timer = setTimeout(() => void this.#close(), this.#lingerMs);
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
