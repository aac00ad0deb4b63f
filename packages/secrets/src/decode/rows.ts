/** Rows of whole numbers, without an object for each: a text can have millions of encoded parts. */
export class Rows {
  count = 0;
  readonly #width: number;
  #cells: Int32Array;

  constructor(width: number) {
    this.#width = width;
    this.#cells = new Int32Array(width * 16);
  }

  push(...row: readonly number[]): void {
    const end = (this.count + 1) * this.#width;
    if (end > this.#cells.length) {
      const larger = new Int32Array(this.#cells.length * 2);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    this.#cells.set(row, end - this.#width);
    this.count += 1;
  }

  cell(row: number, column: number): number {
    return this.#cells[row * this.#width + column] ?? 0;
  }
}
