import { readPacket } from "../core/pkt-line.ts";

const MOST_HELD = 16 * 1024 * 1024;

/** Takes lines and packets, in whatever order they come, off one stream. */
export class StreamReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #buffer: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** Without its line end; null: the stream ended. */
  async line(): Promise<string | null> {
    for (;;) {
      const end = this.#buffer.indexOf(0x0a);
      if (end !== -1) return this.#take(end + 1).toString("utf8", 0, end);
      if (!(await this.#more())) return null;
    }
  }

  /** null: the stream ended, or has no packet here. */
  async packet(): Promise<Buffer | "flush" | null> {
    for (;;) {
      const read = readPacket(this.#buffer, 0);
      if (read.kind === "malformed") return null;
      if (read.kind === "flush") {
        this.#take(read.next);
        return "flush";
      }
      if (read.kind === "packet") {
        this.#take(read.next);
        return read.bytes;
      }
      if (!(await this.#more())) return null;
    }
  }

  /** The lines of all packets up to a flush; null: there is none. */
  async packetLines(): Promise<string[] | null> {
    const lines: string[] = [];
    for (;;) {
      const packet = await this.packet();
      if (packet === null) return null;
      if (packet === "flush") return lines;
      lines.push(packet.toString("utf8").replace(/\n$/, ""));
    }
  }

  #take(bytes: number): Buffer {
    const taken = this.#buffer.subarray(0, bytes);
    this.#buffer = this.#buffer.subarray(bytes);
    return taken;
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done === true || this.#buffer.length > MOST_HELD) return false;
    this.#buffer = this.#buffer.length === 0 ? next.value : Buffer.concat([this.#buffer, next.value]);
    return true;
  }
}
