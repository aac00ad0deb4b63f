const MOST = 200_000;

/** Objects that were searched under one configuration and found clean. What a new configuration says is not known yet. */
export class CleanObjects {
  readonly #most: number;
  #configuration = "";
  readonly #keys = new Set<string>();

  constructor(most = MOST) {
    this.#most = most;
  }

  /** Forgets everything when the configuration is another one. */
  under(configuration: string): this {
    if (configuration !== this.#configuration) this.#keys.clear();
    this.#configuration = configuration;
    return this;
  }

  /** `name` as well: what counts as a finding may depend on the path. */
  has(id: string, name: string): boolean {
    return this.#keys.has(`${id} ${name}`);
  }

  add(id: string, name: string): void {
    if (this.#keys.size >= this.#most) {
      const [oldest] = this.#keys;
      if (oldest !== undefined) this.#keys.delete(oldest);
    }
    this.#keys.add(`${id} ${name}`);
  }
}
