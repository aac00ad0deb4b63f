/**
 * A value that must never be printed: turning it into text, JSON or an inspection shows its name only.
 * `reveal()` is the one way to the value, so every use of it can be found by searching for that word.
 */
export class Secret {
  readonly #value: string;
  /** What the value is called in messages, e.g. the variable or the reference it came from. */
  readonly name: string;

  constructor(name: string, value: string) {
    this.name = name;
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return `[secret ${this.name}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}
