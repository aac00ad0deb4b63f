/** Lets one holder in at a time, in the order of arrival. */
export class Mutex {
  #last: Promise<void> = Promise.resolve();

  /** Resolves once everyone before is done; disposing lets the next one in. */
  async hold(): Promise<Disposable> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#last;
    this.#last = promise;
    await before;
    return { [Symbol.dispose]: resolve };
  }
}
