/** A position in the code points of a pattern. */
export class PatternReader {
  readonly #points: readonly string[];
  at = 0;

  constructor(pattern: string) {
    this.#points = Array.from(pattern);
  }

  get isAtEnd(): boolean {
    return this.at >= this.#points.length;
  }

  /** The next character, or the one that many further; empty at the end. */
  peek(further = 0): string {
    return this.#points[this.at + further] ?? "";
  }

  /** The next character, which is passed; empty at the end. */
  take(): string {
    return this.#points[this.at++] ?? "";
  }

  /** Passes `text`, one or two ASCII characters, if it comes next. */
  skip(text: string): boolean {
    if (this.peek() !== text[0] || (text.length === 2 && this.peek(1) !== text[1])) return false;
    this.at += text.length;
    return true;
  }

  /** Passes what `shape` matches at this position, if it does: `shape` is of ASCII characters and begins with `^`. */
  match(shape: RegExp, most = 64): RegExpExecArray | null {
    const found = shape.exec(this.ahead(most));
    if (found !== null) this.at += found[0].length;
    return found;
  }

  ahead(count: number): string {
    return this.#points.slice(this.at, this.at + count).join("");
  }
}
