import { StateRoom } from "./state-room.ts";

/** Thrown when work that depends on a text has taken more steps than were allowed: the text must be refused. */
export class OverBudget extends Error {
  override name = "OverBudget";
}

/** Counts work instead of timing it: the same text costs the same everywhere. */
export class StepBudget {
  /** What the states of all automata that share the budget may take. */
  readonly room: StateRoom;
  steps = 0;
  limit = Infinity;

  constructor(room: StateRoom = new StateRoom()) {
    this.room = room;
  }

  /** Begins again at 0. */
  allow(limit: number): void {
    this.steps = 0;
    this.limit = limit;
  }

  /** Throws `OverBudget` if the limit is passed. */
  spend(steps: number): void {
    this.steps += steps;
    if (this.steps > this.limit) throw new OverBudget(`more than ${this.limit} steps`);
  }
}
