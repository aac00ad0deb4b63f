/** What several sources put in and one reader takes out, in order. */
export class Mailbox<Letter> {
  readonly #letters: Letter[] = [];
  #wake = Promise.withResolvers<void>();

  put(letter: Letter): void {
    this.#letters.push(letter);
    this.#wake.resolve();
  }

  /** Until the signal. */
  async *read(signal: AbortSignal): AsyncGenerator<Letter> {
    const stop = (): void => this.#wake.resolve();
    signal.addEventListener("abort", stop);
    try {
      while (!signal.aborted) {
        const letter = this.#letters.shift();
        if (letter !== undefined) {
          yield letter;
          continue;
        }
        this.#wake = Promise.withResolvers();
        if (!signal.aborted) await this.#wake.promise;
      }
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }
}
