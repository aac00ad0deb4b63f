import { RecentSet } from "./recent-set.ts";

const MOST = 200_000;

/** Objects that were searched under one configuration and found clean. What a new configuration says is not known yet. */
export class CleanObjects {
  #configuration = "";
  readonly #keys: RecentSet;

  constructor(most = MOST) {
    this.#keys = new RecentSet(most);
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
    this.#keys.add(`${id} ${name}`);
  }
}
