/** A piece of a WebSocket stream as it came, with what a frame's payload in it says once unmasked. */
export interface FramePiece {
  raw: Buffer;
  payload: Buffer;
  /** Of a close, ping or pong, which may stand between the fragments of a message. */
  isControl: boolean;
}

const EMPTY = Buffer.alloc(0);

/** Finds the payloads in one direction of a WebSocket: https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
export class FrameReader {
  #head: Buffer = EMPTY;
  #left = 0;
  #key = EMPTY;
  #offset = 0;
  #isControl = false;

  /** Whether what was read so far ends where a frame does. */
  get isBetween(): boolean {
    return this.#left === 0 && this.#head.length === 0;
  }

  /** Pieces in order; the bytes of an unfinished head are kept until the rest comes. */
  push(chunk: Buffer): FramePiece[] {
    const pieces: FramePiece[] = [];
    let rest: Buffer = chunk;
    while (rest.length > 0) {
      if (this.#left === 0) {
        const head = this.#readHead(rest);
        if (head === null) break;
        pieces.push({ raw: head.raw, payload: EMPTY, isControl: this.#isControl });
        rest = head.rest;
      } else {
        const raw = rest.subarray(0, this.#left);
        pieces.push({ raw, payload: this.#unmask(raw), isControl: this.#isControl });
        this.#left -= raw.length;
        rest = rest.subarray(raw.length);
      }
    }
    return pieces;
  }

  #readHead(chunk: Buffer): { raw: Buffer; rest: Buffer } | null {
    const bytes = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
    this.#head = bytes;
    if (bytes.length < 2) return null;
    const second = bytes.readUInt8(1);
    const short = second & 0x7f;
    const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
    const keyAt = 2 + lengthBytes;
    const end = keyAt + ((second & 0x80) === 0 ? 0 : 4);
    if (bytes.length < end) return null;
    this.#left =
      lengthBytes === 0
        ? short
        : lengthBytes === 2
          ? bytes.readUInt16BE(2)
          : Number(bytes.readBigUInt64BE(2));
    this.#key = Buffer.from(bytes.subarray(keyAt, end));
    this.#offset = 0;
    this.#isControl = (bytes.readUInt8(0) & 0x08) !== 0;
    this.#head = EMPTY;
    return { raw: bytes.subarray(0, end), rest: bytes.subarray(end) };
  }

  #unmask(bytes: Buffer): Buffer {
    if (this.#key.length === 0) return bytes;
    const out = Buffer.from(bytes);
    for (let at = 0; at < out.length; at += 1) {
      out[at] = (out[at] ?? 0) ^ (this.#key[(this.#offset + at) % 4] ?? 0);
    }
    this.#offset = (this.#offset + bytes.length) % 4;
    return out;
  }
}
