/** Chunks of one file, taken when its worker asks for them; each is released once it is taken, or nobody will take it. */
export class ChunkStream {
  readonly #release: (bytes: number) => void;
  readonly #chunks: Uint8Array[] = [];
  #state: "open" | "ended" | "broken" | "closed" = "open";
  #changed = Promise.withResolvers<void>();

  constructor(release: (bytes: number) => void) {
    this.#release = release;
  }

  /** Takes a copy, which the worker takes over. */
  push(chunk: Uint8Array): void {
    if (this.#state === "closed") this.#release(chunk.length);
    else this.#chunks.push(new Uint8Array(chunk));
    this.#change();
  }

  end(): void {
    if (this.#state === "open") this.#state = "ended";
    this.#change();
  }

  /** Whoever reads it fails. */
  break(): void {
    if (this.#state === "open") this.#state = "broken";
    this.#change();
  }

  /** Nobody reads it any more. */
  close(): void {
    this.#state = "closed";
    for (const { length } of this.#chunks.splice(0)) this.#release(length);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#state === "broken") throw new Error("the file is wanted no more");
      const chunk = this.#chunks.shift();
      if (chunk !== undefined) {
        this.#release(chunk.length);
        yield chunk;
      } else if (this.#state === "ended") return;
      else await this.#changed.promise;
    }
  }

  #change(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
