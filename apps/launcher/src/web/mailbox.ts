import type { BottleDecision } from "../operator/operator.ts";
import type { PageDecisions } from "./wire.ts";

/** Most decisions that wait for a page, and that a page is shown when it opens. */
export const MOST_DECISIONS = 200;

/** How a stream may end: the dashboard did, or other pages took this one's place. */
export type Ending = "ended" | "replaced";

/**
 * What waits for one page. A page that does not take it makes nothing grow: of states only the last is kept, of
 * decisions the newest few and the number of those left out.
 */
export class Mailbox {
  #state: string | null = null;
  #isWhole = true;
  #decisions: BottleDecision[] = [];
  #missed = 0;
  #ending: Ending | null = null;
  #isClosed = false;
  #wake: () => void = () => undefined;

  /** The state as JSON: it is the same text for all pages. */
  putState(state: string): void {
    this.#state = state;
    this.#wake();
  }

  putDecision(decision: BottleDecision): void {
    this.#decisions.push(decision);
    if (this.#decisions.length > MOST_DECISIONS) {
      this.#decisions.shift();
      this.#missed += 1;
    }
    this.#wake();
  }

  /** The last thing that the page is told. */
  end(ending: Ending): void {
    this.#ending = ending;
    this.#wake();
  }

  /** The page is gone. */
  close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  /** Server-sent events (HTML Standard 9.2), each made when the page has room for it. */
  async *events(): AsyncGenerator<string> {
    // Tells a client at once that it is connected, and how soon to come again (ms) when it no longer is
    yield "retry: 1000\n\n";
    while (!this.#isClosed) {
      const event = this.#take();
      if (event !== null) yield event;
      else if (this.#ending === null) await this.#arrival();
      else return yield `event: ${this.#ending}\ndata:\n\n`;
    }
  }

  #take(): string | null {
    const state = this.#state;
    if (state !== null) {
      this.#state = null;
      return `event: state\ndata: ${state}\n\n`;
    }
    if (this.#decisions.length === 0 && !this.#isWhole) return null;
    const data: PageDecisions = { isWhole: this.#isWhole, decisions: this.#decisions, missed: this.#missed };
    this.#isWhole = false;
    this.#decisions = [];
    this.#missed = 0;
    return `event: decisions\ndata: ${JSON.stringify(data)}\n\n`;
  }

  async #arrival(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}
