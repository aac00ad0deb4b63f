import type { Span } from "../detection.ts";

/** Which bytes of a text spans cover, whatever they overlap. */
export class Coverage {
  readonly #spans: Span[] = [];

  constructor(spans: Iterable<Span>) {
    for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
      const last = this.#spans.at(-1);
      if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
      else this.#spans.push({ start, end });
    }
  }

  /** Whether any byte of a span is covered. */
  touches(span: Span): boolean {
    return this.#bytesOf(span) > 0;
  }

  /** Whether at least half of a span is covered: then both are the same secret. */
  hasMost(span: Span): boolean {
    const covered = this.#bytesOf(span);
    return covered > 0 && covered * 2 >= span.end - span.start;
  }

  #bytesOf({ start, end }: Span): number {
    let low = 0;
    let high = this.#spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#spans[middle]?.end ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    let covered = 0;
    for (let at = low; at < this.#spans.length; at += 1) {
      const span = this.#spans[at];
      if (span === undefined || span.start >= end) break;
      covered += Math.min(end, span.end) - Math.max(start, span.start);
    }
    return covered;
  }
}
