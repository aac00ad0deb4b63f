/** Lets one holder in at a time, or as many as it is told, in the order of arrival. */
export class Mutex {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(most = 1) {
    this.#free = most;
  }

  /** Resolves once there is a place and everyone before has one; disposing lets the next one in. */
  async hold(): Promise<Disposable> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    let isHeld = true;
    return {
      [Symbol.dispose]: () => {
        if (isHeld) this.#leave();
        isHeld = false;
      },
    };
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
