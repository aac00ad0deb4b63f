const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** Where the lines of a text end; made when it is first asked for, so that no match makes it be read again. */
export class LineIndex {
  readonly length: number;
  readonly #bytes: Uint8Array;
  #feeds: Int32Array | undefined;
  /** Carriage returns of the last line. */
  #returns: Int32Array | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.length = bytes.length;
  }

  /** Number of line feeds. */
  get count(): number {
    return this.#all().length;
  }

  /** Offset of the line feed with that number, from 0; the length of the text behind the last. */
  feed(number: number): number {
    return this.#all()[number] ?? this.length;
  }

  /** How many line feeds lie before an offset. */
  before(offset: number): number {
    return countBelow(this.#all(), offset);
  }

  /** Where the last line ends for what is at an offset in it: at the next carriage return. */
  lastLineEnd(offset: number): number {
    this.#returns ??= offsetsOf(CARRIAGE_RETURN, this.#bytes, this.feed(this.count - 1));
    return this.#returns[countBelow(this.#returns, offset)] ?? this.length;
  }

  #all(): Int32Array {
    this.#feeds ??= offsetsOf(LINE_FEED, this.#bytes, 0);
    return this.#feeds;
  }
}

function countBelow(offsets: Int32Array, limit: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function offsetsOf(byte: number, bytes: Uint8Array, from: number): Int32Array {
  let offsets = new Int32Array(256);
  let count = 0;
  for (let at = bytes.indexOf(byte, from); at >= 0; at = bytes.indexOf(byte, at + 1)) {
    if (count === offsets.length) {
      const larger = new Int32Array(count * 2);
      larger.set(offsets);
      offsets = larger;
    }
    offsets[count++] = at;
  }
  return offsets.subarray(0, count);
}
