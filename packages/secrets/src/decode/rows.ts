const NO_CELLS = new Int32Array(0);
const FIRST_ROWS = 16;

/** Rows of whole numbers, without an object for each: a text can have millions of encoded parts. */
export class Rows {
  count = 0;
  readonly #width: number;
  // Most texts have none
  #cells = NO_CELLS;

  constructor(width: number) {
    this.#width = width;
  }

  push(...row: readonly number[]): void {
    const start = this.count * this.#width;
    if (start === this.#cells.length) {
      const larger = new Int32Array(Math.max(FIRST_ROWS * this.#width, start * 2));
      larger.set(this.#cells);
      this.#cells = larger;
    }
    for (let column = 0; column < this.#width; column += 1) this.#cells[start + column] = row[column] ?? 0;
    this.count += 1;
  }

  cell(row: number, column: number): number {
    return this.#cells[row * this.#width + column] ?? 0;
  }
}
