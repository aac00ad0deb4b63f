import { echoMask, type ByteFilter, type Coding, type Live } from "@claude-bottle/policy";
import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { inflater } from "./inflate.ts";
import type { Entry } from "./log.ts";

export interface AnswerBodyOptions {
  live: Live;
  response: ServerResponse;
  entry: Entry;
  mask: boolean;
  inflate: Coding | null;
  /** Holds upstream back, and lets it go on. */
  pause: () => void;
  resume: () => void;
  /** The coding turned out to be none. */
  failed: (error: unknown) => void;
}

/** The body of an answer on its way to the agent: inflated and masked where planned, never faster than it is read. */
export class AnswerBody {
  readonly #options: AnswerBodyOptions;
  readonly #mask: ByteFilter | null;
  readonly #inflater: Duplex | null;
  #trailers: readonly string[] = [];

  constructor(options: AnswerBodyOptions) {
    this.#options = options;
    this.#mask = options.mask ? echoMask(options.live) : null;
    this.#inflater = options.inflate === null ? null : this.#inflate(inflater(options.inflate));
    if (this.#inflater === null) options.response.on("drain", () => options.resume());
  }

  write(chunk: Uint8Array): void {
    if (this.#inflater === null) {
      if (!this.#emit(chunk)) this.#options.pause();
    } else if (!this.#inflater.write(chunk)) this.#options.pause();
  }

  /** `trailers` are flat. */
  end(trailers: readonly string[]): void {
    this.#trailers = trailers;
    if (this.#inflater === null) this.#finish();
    else this.#inflater.end();
  }

  #inflate(stream: Duplex): Duplex {
    const { response, resume, failed } = this.#options;
    stream.on("data", (chunk: Buffer) => {
      if (!this.#emit(chunk)) stream.pause();
    });
    response.on("drain", () => stream.resume());
    response.once("close", () => stream.destroy());
    stream.on("drain", resume);
    stream.once("error", failed);
    stream.once("end", () => this.#finish());
    return stream;
  }

  #emit(chunk: Uint8Array): boolean {
    const out = this.#mask === null ? chunk : this.#mask.push(chunk);
    this.#options.entry.bytesOut += out.length;
    return out.length === 0 || this.#options.response.write(out);
  }

  #finish(): void {
    const { response, entry } = this.#options;
    const tail = this.#mask?.flush() ?? null;
    if (this.#trailers.length > 0) {
      const pairs: [string, string][] = [];
      for (let at = 0; at + 1 < this.#trailers.length; at += 2) {
        pairs.push([this.#trailers[at] ?? "", this.#trailers[at + 1] ?? ""]);
      }
      response.addTrailers(pairs);
    }
    if (tail === null) response.end();
    else {
      entry.bytesOut += tail.length;
      response.end(tail);
    }
  }
}
