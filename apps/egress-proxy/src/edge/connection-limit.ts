import { refuse } from "@claude-bottle/policy";
import { RefusedError } from "./refused-error.ts";

/** How many connections to upstreams may be open at once. */
export interface Limits {
  host: number;
  /** Well below the 1,024 tunnels at which pipelock refuses any more. */
  all: number;
}

export const usualLimits: Limits = { host: 128, all: 512 };

interface Waiting {
  host: string;
  go: () => void;
}

/** Counts the connections to upstreams, whichever configuration opened them; one too many waits for its place. */
export class ConnectionLimit {
  readonly #limits: Limits;
  readonly #open = new Map<string, number>();
  readonly #waiting = new Set<Waiting>();
  #all = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Resolves with what gives the place back. @throws {RefusedError} when none came free within `patience` ms. */
  async take(host: string, patience: number): Promise<() => void> {
    if (!this.#hasRoom(host)) await this.#room(host, patience);
    else this.#count(host, 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#count(host, -1);
      this.#next();
    };
  }

  async #room(host: string, patience: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const waiting: Waiting = {
        host,
        go: () => {
          clearTimeout(timer);
          this.#waiting.delete(waiting);
          this.#count(host, 1);
          resolve();
        },
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(waiting);
        const what = `too many connections to ${this.#isFull(host) ? host : "hosts in all"} are open at once`;
        reject(new RefusedError(refuse("upstream-unreachable", { what, fix: "Try again later" })));
      }, patience);
      this.#waiting.add(waiting);
    });
  }

  #isFull(host: string): boolean {
    return (this.#open.get(host) ?? 0) >= this.#limits.host;
  }

  #hasRoom(host: string): boolean {
    return this.#all < this.#limits.all && !this.#isFull(host);
  }

  #count(host: string, by: 1 | -1): void {
    const open = (this.#open.get(host) ?? 0) + by;
    if (open === 0) this.#open.delete(host);
    else this.#open.set(host, open);
    this.#all += by;
  }

  #next(): void {
    for (const { host, go } of this.#waiting) {
      if (!this.#hasRoom(host)) continue;
      go();
      return;
    }
  }
}
