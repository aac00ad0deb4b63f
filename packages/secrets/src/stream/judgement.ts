import type { NativeRule } from "../rules/native-rule.ts";

/** A token that was found; places count from the beginning of the chunk that is looked at. */
export interface NativeHit {
  rule: NativeRule;
  start: number;
  end: number;
}

/** A literal that may belong to a token. */
export interface Candidate {
  rule: NativeRule;
  literal: string;
  /** From the beginning of the chunk; negative for one that an earlier chunk left open. */
  at: number;
}

/** What comes after a chunk: more, if it has to wait for it or not, or nothing. */
export type After = "waits" | "goes" | "ends";

/** What the rules say of the candidates in one chunk, seen together with what came before it. */
export class Judgement {
  readonly hits: NativeHit[] = [];
  /** Those that need more bytes; their places count from the end of the chunk. */
  readonly open: Candidate[] = [];
  /** From here on a token may have begun. */
  openFrom: number;
  readonly #context: Uint8Array;
  readonly #chunk: Uint8Array;
  readonly #after: After;
  #joined: Uint8Array | null = null;

  constructor(context: Uint8Array, chunk: Uint8Array, after: After) {
    this.#context = context;
    this.#chunk = chunk;
    this.#after = after;
    this.openFrom = chunk.length;
  }

  judge({ rule, literal, at }: Candidate): void {
    const { length } = this.#chunk;
    const isNear = at < rule.reach.before;
    const ahead = isNear ? this.#context.length : 0;
    const bytes = isNear ? this.#withContext() : this.#chunk;
    // a rule sees no further than it reaches: then more bytes cannot change its mind
    const isEnd = this.#after === "ends" || length - at > rule.reach.after;
    let verdict = rule.verify({ bytes, at: ahead + at, literal, isEnd });
    if (verdict === "no" || (verdict === "more" && isEnd)) return;
    if (verdict === "more" && this.#after === "goes") {
      const ended = rule.verify({ bytes, at: ahead + at, literal, isEnd: true });
      if (typeof ended === "object") verdict = ended;
    }
    if (typeof verdict === "object")
      this.hits.push({ rule, start: verdict.start - ahead, end: verdict.end - ahead });
    else {
      this.open.push({ rule, literal, at: at - length });
      this.openFrom = Math.min(this.openFrom, at - rule.reach.before);
    }
  }

  #withContext(): Uint8Array {
    this.#joined ??= this.#context.length === 0 ? this.#chunk : Buffer.concat([this.#context, this.#chunk]);
    return this.#joined;
  }
}
