/** Whoever keeps states can let them go: they are made again when they are needed. */
export interface StateKeeper {
  drop(): void;
}

/** Cells that the states of all automata of one scanner may have together: some 40 MB. */
const MOST_CELLS = 8_000_000;

/** Bounds the memory of many automata: when it is used up, all but the one that needs more let their states go. */
export class StateRoom {
  readonly #most: number;
  readonly #keepers = new Map<StateKeeper, number>();
  #cells = 0;

  constructor(most: number = MOST_CELLS) {
    this.#most = most;
  }

  /** Cells that are in use. */
  get cells(): number {
    return this.#cells;
  }

  /** Says how many cells a keeper has now. */
  note(keeper: StateKeeper, cells: number): void {
    this.#cells += cells - (this.#keepers.get(keeper) ?? 0);
    this.#keepers.set(keeper, cells);
    if (this.#cells <= this.#most) return;
    for (const other of this.#keepers.keys()) if (other !== keeper) other.drop();
  }
}
