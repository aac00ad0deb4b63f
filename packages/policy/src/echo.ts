import { HeldBytes } from "@claude-bottle/secrets";
import type { Live } from "./live.ts";

const STAR = 0x2a;
const NOTHING = new Uint8Array(0);

/** A stream of bytes in, as many bytes out; may hold a tail back until more comes or the end. */
export interface ByteFilter {
  push(chunk: Uint8Array): Uint8Array;
  /** What was held back; null when nothing was. */
  flush(): Uint8Array | null;
}

function masked(
  bytes: Uint8Array,
  before: number,
  hits: readonly { start: number; end: number }[],
): Uint8Array {
  if (hits.length === 0) return bytes;
  const copy = Buffer.from(bytes);
  for (const { start, end } of hits) copy.fill(STAR, Math.max(0, before + start), Math.max(0, before + end));
  return copy;
}

/**
 * Replaces every usual spelling of a slot's value, and telling parts of it, by as many `*`, so that lengths,
 * offsets and frames stay true. One filter for each body.
 */
export function echoMask(live: Live): ByteFilter {
  const stream = live.echoes.stream();
  const held = new HeldBytes();
  return {
    push(chunk) {
      const { hits, openFrom } = stream.push(chunk);
      const before = held.length;
      return held.hold(masked(held.followedBy(chunk), before, hits), before + openFrom);
    },
    flush() {
      const before = held.length;
      const rest = masked(held.followedBy(NOTHING), before, stream.end());
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
