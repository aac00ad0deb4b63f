import { coalesce } from "@claude-bottle/shared/service";
import { BottleError } from "@claude-bottle/shared";
import type { BottleDecision, Operator, Overview } from "../operator/operator.ts";
import { Mailbox, MOST_DECISIONS } from "./mailbox.ts";
import type { PageState } from "./wire.ts";

/** Most pages that are live at a time: a browser opens six connections to one server, and a page needs one to act. */
export const MOST_PAGES = 4;

/** Most characters of a text in a list. */
const LONGEST_CELL = 300;

const cut = (text: string): string => (text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}…` : text);
const sentence = (error: unknown): string =>
  error instanceof BottleError ? error.message : "Something went wrong that should not";

/** The operator's view, looked at once for however many pages show it. */
export class Feed implements AsyncDisposable {
  readonly #operator: Operator;
  readonly #pages = new Set<Mailbox>();
  readonly #stop = new AbortController();
  readonly #followed: Promise<void>[];
  #state: string | null = null;
  #last: BottleDecision[] = [];
  /** What no longer arrives, one sentence each. */
  readonly #broken: string[] = [];

  constructor(operator: Operator) {
    this.#operator = operator;
    const { signal } = this.#stop;
    this.#followed = [
      this.#follow("Changes", operator.changes(signal), () => void this.refresh()),
      this.#follow("Decisions", operator.decisions(signal), (decision) => this.#remember(decision)),
      this.refresh(),
    ];
  }

  /** A page's mailbox, with what it shows first in it; where there are too many pages, the oldest gives way. */
  open(): Mailbox {
    const [oldest] = this.#pages;
    if (oldest !== undefined && this.#pages.size >= MOST_PAGES) {
      oldest.end("replaced");
      this.#pages.delete(oldest);
    }
    const page = new Mailbox();
    if (this.#state !== null) page.putState(this.#state);
    for (const decision of this.#last) page.putDecision(decision);
    this.#pages.add(page);
    return page;
  }

  close(page: Mailbox): void {
    this.#pages.delete(page);
    page.close();
  }

  /** Looks anew and tells every page; never fails. */
  readonly refresh = coalesce(async () => {
    const state = JSON.stringify(await this.#look());
    this.#state = state;
    for (const page of this.#pages) page.putState(state);
  });

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    for (const page of this.#pages) page.end("ended");
    await Promise.all(this.#followed);
  }

  async #look(): Promise<PageState> {
    const { bottles, proposals, trouble }: Overview = await this.#operator.look().catch((error: unknown) => ({
      bottles: [],
      proposals: [],
      trouble: [sentence(error)],
    }));
    const rows = proposals.map((row) => ({
      ...row,
      summary: cut(row.summary),
      justification: cut(row.justification),
    }));
    return { bottles, proposals: rows, trouble: [...trouble, ...this.#broken] };
  }

  #remember({ identity, decision }: BottleDecision): void {
    const shown = { identity, decision: { ...decision, host: cut(decision.host), path: cut(decision.path) } };
    this.#last.push(shown);
    if (this.#last.length > MOST_DECISIONS) this.#last.shift();
    for (const page of this.#pages) page.putDecision(shown);
  }

  async #follow<T>(what: string, source: AsyncIterable<T>, each: (item: T) => void): Promise<void> {
    try {
      for await (const item of source) each(item);
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#broken.push(`${what} no longer arrive here, start the dashboard again: ${sentence(error)}`);
      await this.refresh();
    }
  }
}
