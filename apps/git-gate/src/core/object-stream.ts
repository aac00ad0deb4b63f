const HEADER = /^([0-9a-f]{40}) (commit|tree|blob|tag) (\d+) ?([^]*)$/;
/** Most bytes of a header: an id, a type, a size, and a path. */
const LONGEST_HEADER = 64 * 1024;
const NEW_LINE = 0x0a;

/** What `cat-file --batch` says of an object before its content. */
export interface ObjectHeader {
  id: string;
  type: "commit" | "tree" | "blob" | "tag";
  /** Bytes of the content. */
  size: number;
  /** What stood behind the id in the request. */
  rest: string;
}

export interface ObjectSink {
  begin(header: ObjectHeader): void;
  content?(chunk: Buffer): void;
  end(): void;
}

/**
 * Takes apart what `git cat-file --batch='%(objectname) %(objecttype) %(objectsize) %(rest)'` writes, without holding an
 * object. Throws a SyntaxError at anything else, as `… missing` is.
 */
export class ObjectStream {
  readonly #sink: ObjectSink;
  #header: Buffer = Buffer.alloc(0);
  /** Bytes of content and of the line end behind it that are still to come; null: a header is. */
  #left: number | null = null;

  constructor(sink: ObjectSink) {
    this.#sink = sink;
  }

  /** Whether the stream may end here. */
  get isBetweenObjects(): boolean {
    return this.#left === null && this.#header.length === 0;
  }

  /** How many bytes of the chunk come before the end of the last object that ends in it. */
  add(chunk: Buffer): number {
    let whole = 0;
    for (let at = 0; at < chunk.length;) {
      if (this.#left === null) at = this.#addHeader(chunk, at);
      else {
        at = this.#addContent(chunk, at, this.#left);
        if (this.#left === null) whole = at;
      }
    }
    return whole;
  }

  #addHeader(chunk: Buffer, at: number): number {
    const end = chunk.indexOf(NEW_LINE, at);
    const to = end === -1 ? chunk.length : end;
    if (this.#header.length + to - at > LONGEST_HEADER)
      throw new SyntaxError("The header of an object does not end");
    const isCut = end === -1 || this.#header.length > 0;
    if (isCut) this.#header = Buffer.concat([this.#header, chunk.subarray(at, to)]);
    if (end === -1) return chunk.length;
    // Nearly all come in one piece: no view of each, as this is hot
    const header = parseObjectHeader(isCut ? this.#header.toString("utf8") : chunk.toString("utf8", at, end));
    this.#header = Buffer.alloc(0);
    this.#left = header.size + 1;
    this.#sink.begin(header);
    return end + 1;
  }

  #addContent(chunk: Buffer, at: number, left: number): number {
    const next = Math.min(chunk.length, at + left);
    const isEnd = next - at === left;
    const end = isEnd ? next - 1 : Math.min(next, at + left - 1);
    if (end > at) this.#sink.content?.(chunk.subarray(at, end));
    this.#left = isEnd ? null : left - (next - at);
    if (isEnd) this.#sink.end();
    return next;
  }
}

/** Throws a SyntaxError when the line is no header. */
function parseObjectHeader(line: string): ObjectHeader {
  const [, id = "", type, size, rest = ""] = HEADER.exec(line) ?? [];
  if (type !== "commit" && type !== "tree" && type !== "blob" && type !== "tag")
    throw new SyntaxError("An object cannot be read");
  return { id, type, size: Number(size), rest };
}
