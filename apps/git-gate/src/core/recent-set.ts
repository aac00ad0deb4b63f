/**
 * A set of what was added last: as many as it may hold at most, and at least half as many. What was added before is forgotten
 * a generation at a time, as to look for the single oldest key costs more the more were forgotten.
 */
export class RecentSet {
  readonly #generation: number;
  #recent = new Set<string>();
  #before = new Set<string>();

  constructor(most: number) {
    this.#generation = Math.ceil(most / 2);
  }

  has(key: string): boolean {
    return this.#recent.has(key) || this.#before.has(key);
  }

  add(key: string): void {
    this.#recent.add(key);
    if (this.#recent.size < this.#generation) return;
    this.#before = this.#recent;
    this.#recent = new Set();
  }

  clear(): void {
    this.#recent.clear();
    this.#before.clear();
  }
}
