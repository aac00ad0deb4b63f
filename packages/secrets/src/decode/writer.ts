/** Bytes that are put together, in room that was made once. */
export class Writer {
  length = 0;
  readonly #bytes: Uint8Array;

  constructor(room: number) {
    this.#bytes = new Uint8Array(room);
  }

  push(byte: number): void {
    this.#bytes[this.length++] = byte;
  }

  copy(bytes: Uint8Array): void {
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  written(): Uint8Array {
    return this.#bytes.subarray(0, this.length);
  }
}
