/** A map that forgets the entry unused for longest once it holds more than `limit`. */
export class RecentMap<Key, Value> {
  readonly #entries = new Map<Key, Value>();
  readonly #limit: number;
  readonly #forgotten: (value: Value) => void;

  /** `forgotten` is called with each value that goes. */
  constructor(limit: number, forgotten: (value: Value) => void = () => {}) {
    this.#limit = limit;
    this.#forgotten = forgotten;
  }

  get(key: Key): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, value);
    }
    return value;
  }

  set(key: Key, value: Value): void {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    for (const [oldest, old] of this.#entries) {
      if (this.#entries.size <= this.#limit) break;
      this.#entries.delete(oldest);
      this.#forgotten(old);
    }
  }

  clear(): void {
    for (const value of this.#entries.values()) this.#forgotten(value);
    this.#entries.clear();
  }
}
