import { isAudience } from "./audience.ts";
import { type After, type Candidate, Judgement, type NativeHit } from "./judgement.ts";
import type { NativeTable } from "./native-table.ts";

/** What one more chunk showed. */
export interface NativeView {
  hits: NativeHit[];
  /** From here on a token may have begun; the chunk's length where none has. */
  openFrom: number;
}

const NOTHING = new Uint8Array(0);

/**
 * Finds tokens in a stream so that no cut between two chunks hides one. Remembers what the rules look back to,
 * and what candidates wait with: their reach at most. A token is no finding on the host that it is for.
 */
export class NativeStream {
  readonly #table: NativeTable;
  readonly #host: string | null;
  /** The end of what came before. */
  #context: Uint8Array = NOTHING;
  #open: readonly Candidate[] = [];

  /** @param host where the stream goes; null: nowhere, and every token is a finding */
  constructor(table: NativeTable, host: string | null) {
    this.#table = table;
    this.#host = host;
  }

  /** @param goesNow the chunk leaves whatever comes: what is a token if nothing follows is told */
  push(chunk: Uint8Array, goesNow: boolean): NativeView {
    if (this.#table.longestLiteral === 0) return { hits: [], openFrom: chunk.length };
    return this.#look(chunk, goesNow ? "goes" : "waits");
  }

  /** The end of the stream. */
  end(): NativeHit[] {
    return this.#open.length === 0 ? [] : this.#look(NOTHING, "ends").hits;
  }

  #look(chunk: Uint8Array, after: After): NativeView {
    const { scan, hits, uses, lookBack } = this.#table;
    const judgement = new Judgement(this.#context, chunk, after);
    for (const candidate of this.#open) judgement.judge(candidate);
    hits.count = 0;
    const cut = this.#acrossTheCut(chunk);
    scan.find(chunk, hits);
    for (let hit = 0; hit < hits.count; hit += 1) {
      const use = uses[hits.literals[hit] ?? 0];
      const at = (hits.starts[hit] ?? 0) - (hit < cut.count ? cut.context : 0);
      const isWithin = hit >= cut.count || (at < 0 && at + (use?.literal.length ?? 0) > 0);
      if (use !== undefined && isWithin)
        for (const rule of use.rules) judgement.judge({ rule, literal: use.literal, at });
    }
    this.#open = judgement.open;
    this.#remember(chunk, Math.max(lookBack, chunk.length - judgement.openFrom));
    return {
      hits: judgement.hits.filter(({ rule }) => this.#isForeign(rule.audience)),
      openFrom: judgement.openFrom,
    };
  }

  /** Looks where a literal may have been cut in two: how many hits there are, and how many bytes before the cut. */
  #acrossTheCut(chunk: Uint8Array): { count: number; context: number } {
    const { scan, hits, seam, longestLiteral } = this.#table;
    const most = longestLiteral - 1;
    const before = this.#context.subarray(Math.max(0, this.#context.length - most));
    if (before.length > 0 && chunk.length > 0) {
      seam.set(before);
      const after = Math.min(chunk.length, most);
      for (let at = 0; at < after; at += 1) seam[before.length + at] = chunk[at] ?? 0;
      scan.find(seam.subarray(0, before.length + after), hits);
    }
    return { count: hits.count, context: before.length };
  }

  #isForeign(audience: readonly string[]): boolean {
    return this.#host === null || !isAudience(audience, this.#host);
  }

  #remember(chunk: Uint8Array, count: number): void {
    const { length } = this.#context;
    const fromChunk = chunk.subarray(Math.max(0, chunk.length - count));
    this.#context =
      fromChunk.length === count || length === 0
        ? Buffer.from(fromChunk)
        : Buffer.concat([this.#context.subarray(Math.max(0, length + chunk.length - count)), chunk]);
  }
}
