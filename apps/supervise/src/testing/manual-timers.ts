import { Events } from "@claude-bottle/shared/testing";
import type { Timers } from "../edge/timers.ts";

interface Due {
  at: number;
  every: number | null;
  run: () => void;
}

/** Timers that stand still until a test moves them. */
export class ManualTimers implements Timers {
  readonly #due = new Set<Due>();
  /** The spans that were asked for, past ones too. */
  readonly asked = new Events<number>();
  #now = 0;

  /** Timers that have not come yet. */
  get size(): number {
    return this.#due.size;
  }

  after(ms: number, run: () => void): Disposable {
    return this.#add(ms, null, run);
  }

  every(ms: number, run: () => void): Disposable {
    return this.#add(ms, ms, run);
  }

  /** Lets so much time pass, in order. */
  pass(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#due].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#now = next.at;
      if (next.every === null) this.#due.delete(next);
      else next.at += next.every;
      next.run();
    }
    this.#now = end;
  }

  #add(ms: number, every: number | null, run: () => void): Disposable {
    const due = { at: this.#now + ms, every, run };
    this.#due.add(due);
    this.asked.add(ms);
    return { [Symbol.dispose]: () => void this.#due.delete(due) };
  }
}
