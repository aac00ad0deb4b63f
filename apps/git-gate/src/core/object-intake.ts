import type { Limits } from "./limits.ts";
import { ObjectStream, type ObjectHeader } from "./object-stream.ts";

/** Most bytes of a commit, tag or tree, each of which is held whole. */
const MOST_METADATA = 16_000_000;

export interface IntakeOptions {
  limits: Pick<Limits, "object" | "content">;
  /** A path as it may be told. */
  shown: (path: string) => string;
}

/** Counts what `git cat-file` writes, finds where objects end, and says when it is more than may be searched. */
export class ObjectIntake {
  readonly #options: IntakeOptions;
  readonly #stream: ObjectStream;
  /** What was begun. */
  objects = 0;
  bytes = 0;
  /** Objects that came to their end. */
  ended = 0;
  refused: string | null = null;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#stream = new ObjectStream({
      begin: (header) => this.#begin(header),
      end: () => {
        this.ended += 1;
      },
    });
  }

  /** Whether every object that began has ended. */
  get isWhole(): boolean {
    return this.#stream.isBetweenObjects;
  }

  /** How many bytes of the chunk come before the end of the last object that ends in it. Throws a SyntaxError. */
  add(chunk: Buffer): number {
    return this.#stream.add(chunk);
  }

  #begin({ id, type, size, rest: path }: ObjectHeader): void {
    const { limits, shown } = this.#options;
    this.objects += 1;
    this.bytes += size;
    const most = type === "blob" ? limits.object : Math.min(limits.object, MOST_METADATA);
    if (size > most) {
      const name = path === "" ? id : `"${shown(path)}"`;
      this.refused ??= `${name} has ${size} bytes, more than ${most}: leave it out, or keep it elsewhere`;
    } else if (this.bytes > limits.content)
      this.refused ??= `it brings more than ${limits.content} bytes of new content: push it in parts`;
  }
}
