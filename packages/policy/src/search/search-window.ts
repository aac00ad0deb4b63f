import type { Hit, Needles } from "./needles.ts";

/**
 * An end this long is let go and only remembered. Holding every end that a needle begins with would keep
 * back the last letter of most WebSocket frames for ever; so at most four characters of a value leave.
 */
export const LOOSE_END = 4;

const NOTHING = new Uint8Array(0);

export interface View {
  /** What was kept from before, then the new chunk. */
  bytes: Uint8Array;
  /** Bytes of it that were in the view before. */
  known: number;
  /** The part that is let go now. */
  from: number;
  to: number;
  /** All hits in `bytes`; one that began before it starts at -1. */
  hits: Hit[];
}

/** Looks at a stream chunk by chunk so that no cut between two chunks hides a needle. */
export class SearchWindow {
  readonly #needles: Needles;
  #kept: Uint8Array = NOTHING;
  #released = 0;
  /** End, within `#kept`, of a hit that began before it. */
  #covered: Hit | null = null;

  constructor(needles: Needles) {
    this.#needles = needles;
  }

  push(chunk: Uint8Array): View {
    const known = this.#kept.length;
    const bytes = known === 0 ? chunk : Buffer.concat([this.#kept, chunk]);
    const hits = this.#hits(bytes);
    const open = this.#needles.openEnd(bytes);
    const keptFrom = bytes.length - open;
    const from = this.#released;
    const to = open <= LOOSE_END ? bytes.length : Math.max(from, keptFrom);
    this.#kept = open === 0 ? NOTHING : Uint8Array.prototype.slice.call(bytes, keptFrom);
    this.#released = to - keptFrom;
    this.#covered = null;
    for (const { start, end, name } of hits)
      if (start < keptFrom && end > keptFrom && end - keptFrom > (this.#covered?.end ?? 0))
        this.#covered = { start: -1, end: end - keptFrom, name };
    return { bytes, known, from, to, hits };
  }

  /** The end of the stream: what was held back. */
  end(): View {
    const bytes = this.#kept;
    const view = {
      bytes,
      known: bytes.length,
      from: this.#released,
      to: bytes.length,
      hits: this.#hits(bytes),
    };
    this.#kept = NOTHING;
    this.#released = 0;
    this.#covered = null;
    return view;
  }

  #hits(bytes: Uint8Array): Hit[] {
    const hits = this.#needles.find(bytes);
    return this.#covered === null ? hits : [this.#covered, ...hits];
  }
}
