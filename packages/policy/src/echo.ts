import type { Live } from "./live.ts";
import type { ByteFilter } from "./search/byte-filter.ts";
import { SearchWindow, type View } from "./search/search-window.ts";

const STAR = 0x2a;

function masked({ bytes, from, to, hits }: View): Uint8Array {
  const out = bytes.subarray(from, to);
  if (hits.length === 0) return out;
  const copy = Buffer.from(out);
  for (const { start, end } of hits)
    copy.fill(STAR, Math.max(0, start - from), Math.max(0, Math.min(end, to) - from));
  return copy;
}

/**
 * Replaces every usual spelling of a slot's value by as many `*`, so that lengths, offsets and frames
 * stay true. One filter for each body.
 */
export function echoMask(live: Live): ByteFilter {
  const window = new SearchWindow(live.echoes);
  return {
    push: (chunk) => masked(window.push(chunk)),
    flush() {
      const rest = masked(window.end());
      return rest.length === 0 ? null : rest;
    },
  };
}

/** The same for a header's value or a reason phrase, where each character stands for one byte. */
export function maskText(live: Live, text: string): string {
  const bytes = Buffer.from(text, "latin1");
  const hits = live.echoes.find(bytes);
  if (hits.length === 0) return text;
  for (const { start, end } of hits) bytes.fill(STAR, start, end);
  return bytes.toString("latin1");
}
