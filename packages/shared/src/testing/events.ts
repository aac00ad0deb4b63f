/** Things that arrive over time, to be waited for instead of slept for. */
export class Events<Item> {
  readonly all: Item[] = [];
  readonly #waiting = new Set<() => void>();

  add(item: Item): void {
    this.all.push(item);
    this.changed();
  }

  /** Looks again on behalf of those who wait, after an item itself has changed. */
  changed(): void {
    for (const look of this.#waiting) look();
  }

  /** The first item for which `is` holds, past or to come. */
  async find(is: (item: Item) => boolean): Promise<Item> {
    return await new Promise((resolve) => {
      const look = (): void => {
        const found = this.all.find((item) => is(item));
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
}
