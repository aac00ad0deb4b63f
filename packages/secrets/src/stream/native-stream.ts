import type { NativeRule } from "../rules/native-rule.ts";
import { isAudience } from "./audience.ts";
import type { NativeTable } from "./native-table.ts";

/** A token that was found; places count from the beginning of the last chunk. */
export interface NativeHit {
  rule: NativeRule;
  start: number;
  end: number;
}

/** What one more chunk showed. */
export interface NativeView {
  hits: NativeHit[];
  /** From here on a token may have begun; the chunk's length where none has. */
  openFrom: number;
}

/** A literal that may belong to a token; more bytes will tell. */
interface Candidate {
  rule: NativeRule;
  literal: string;
  /** From the beginning of the current chunk. */
  at: number;
}

const NOTHING = new Uint8Array(0);

/**
 * Finds tokens in a stream so that no cut between two chunks hides one. Remembers what the rules look back to,
 * and what candidates wait with: their reach at most. A token is no finding on the host that it is for.
 */
export class NativeStream {
  readonly #table: NativeTable;
  readonly #host: string | null;
  #state: number;
  /** The end of what came before. */
  #context: Uint8Array = NOTHING;
  #candidates: Candidate[] = [];

  /** @param host where the stream goes; null: nowhere, and every token is a finding */
  constructor(table: NativeTable, host: string | null) {
    this.#table = table;
    this.#host = host;
    this.#state = table.automaton.start;
  }

  /** @param goesNow the chunk leaves whatever comes: what is a token if nothing follows is told */
  push(chunk: Uint8Array, goesNow: boolean): NativeView {
    const { automaton, hits, lookBack } = this.#table;
    if (this.#table.isEmpty) return { hits: [], openFrom: chunk.length };
    hits.clear();
    this.#state = automaton.scan({ bytes: chunk, from: 0, to: chunk.length }, hits, this.#state);
    if (hits.count === 0 && this.#candidates.length === 0) {
      this.#remember(chunk, lookBack);
      return { hits: [], openFrom: chunk.length };
    }
    const candidates = this.#candidates;
    for (let hit = 0; hit < hits.count; hit += 1)
      for (const index of automaton.literalsAt(hits.nodes[hit] ?? 0)) {
        const { literal, rules } = this.#table.use(index);
        const at = (hits.ends[hit] ?? 0) - literal.length;
        for (const rule of rules) candidates.push({ rule, literal, at });
      }
    return this.#judge(chunk, goesNow ? "goes" : "waits");
  }

  /** The end of the stream. */
  end(): NativeHit[] {
    return this.#candidates.length === 0 ? [] : this.#judge(NOTHING, "ends").hits;
  }

  #judge(chunk: Uint8Array, then: "waits" | "goes" | "ends"): NativeView {
    const ahead = this.#context.length;
    const bytes = ahead === 0 ? chunk : Buffer.concat([this.#context, chunk]);
    const hits: NativeHit[] = [];
    const open: Candidate[] = [];
    let openFrom = chunk.length;
    for (const { rule, literal, at } of this.#candidates) {
      const isAll = then === "ends" || chunk.length - at > rule.reach.after;
      const hit = { bytes, at: ahead + at, literal };
      let verdict = rule.verify({ ...hit, isEnd: isAll });
      if (verdict === "no" || (verdict === "more" && isAll)) continue;
      if (verdict === "more" && then === "goes") {
        const ended = rule.verify({ ...hit, isEnd: true });
        if (typeof ended === "object") verdict = ended;
      }
      if (typeof verdict === "string") {
        open.push({ rule, literal, at: at - chunk.length });
        openFrom = Math.min(openFrom, at - rule.reach.before);
      } else if (this.#host === null || !isAudience(rule.audience, this.#host))
        hits.push({ rule, start: verdict.start - ahead, end: verdict.end - ahead });
    }
    this.#candidates = open;
    this.#remember(chunk, Math.max(this.#table.lookBack, chunk.length - openFrom));
    return { hits, openFrom };
  }

  #remember(chunk: Uint8Array, count: number): void {
    const { length } = this.#context;
    this.#context =
      chunk.length >= count || length === 0
        ? chunk.slice(Math.max(0, chunk.length - count))
        : Buffer.concat([this.#context.subarray(Math.max(0, length + chunk.length - count)), chunk]);
  }
}
