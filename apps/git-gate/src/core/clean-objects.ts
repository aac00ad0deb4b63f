import { RecentSet } from "./recent-set.ts";

const MOST = 200_000;

/** Objects that were searched under one configuration and found clean. What a new configuration says is not known yet. */
export class CleanObjects {
  #configuration = "";
  readonly #listed: RecentSet;

  constructor(most = MOST) {
    this.#listed = new RecentSet(most);
  }

  /** Forgets everything when the configuration is another one. */
  under(configuration: string): this {
    if (configuration !== this.#configuration) this.#listed.clear();
    this.#configuration = configuration;
    return this;
  }

  /** `listed`: an id, and behind a space the path, as what counts as a finding may depend on it. */
  has(listed: string): boolean {
    return this.#listed.has(listed);
  }

  add(listed: string): void {
    this.#listed.add(listed);
  }
}
