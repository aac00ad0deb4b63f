import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { frame } from "./frames.ts";

/** How long a command that has ended may be silent before what it left running is not waited for. */
const SILENCE_MS = 200;

/** What a command writes, on its way to whoever ordered it. */
export class Output {
  readonly #socket: Socket;
  readonly #sent: Promise<unknown>;
  #moved = 0;

  constructor(socket: Socket, { stdout, stderr }: ChildProcess) {
    this.#socket = socket;
    this.#sent = Promise.all([this.#send(stdout, "out"), this.#send(stderr, "err")]);
  }

  /** Once the command has ended: resolves when everything of it is on its way, a background process of it aside. */
  async finished(): Promise<void> {
    let done = false;
    void this.#sent.then(() => (done = true));
    for (;;) {
      const before = this.#moved;
      await Promise.race([this.#sent, delay(SILENCE_MS)]);
      if (done || this.#socket.destroyed) return;
      if (this.#moved === before && !this.#socket.writableNeedDrain) return;
    }
  }

  async #send(source: Readable | null, kind: "out" | "err"): Promise<void> {
    if (source === null) return;
    try {
      for await (const chunk of source) {
        this.#moved += 1;
        if (!this.#socket.write(frame(kind, chunk))) await once(this.#socket, "drain");
      }
    } catch {
      // Nobody listens any more; the command is hung up on
    }
  }
}
