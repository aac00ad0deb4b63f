import type { Span } from "../detection.ts";
import { type Encoding, ENCODINGS } from "./encoding.ts";
import { Rows } from "./rows.ts";

export interface Encoded extends Span {
  encoding: Encoding;
}

/** Parts of a text that may be encoded, in order. */
export class EncodedParts {
  /** Of all parts together. */
  bytes = 0;
  readonly #rows = new Rows(3);

  get count(): number {
    return this.#rows.count;
  }

  add({ encoding, start, end }: Encoded): void {
    this.#rows.push(ENCODINGS.indexOf(encoding), start, end);
    this.bytes += end - start;
  }

  at(index: number): Encoded | undefined {
    const encoding = ENCODINGS[this.#rows.cell(index, 0)];
    if (index < 0 || index >= this.count || encoding === undefined) return undefined;
    return { encoding, start: this.#rows.cell(index, 1), end: this.#rows.cell(index, 2) };
  }

  *[Symbol.iterator](): Iterator<Encoded> {
    for (let one = this.at(0), next = 1; one !== undefined; one = this.at(next++)) yield one;
  }
}
