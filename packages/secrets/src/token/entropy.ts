import type { Span } from "../detection.ts";

/** Shannon entropy of the bytes of a span, in bits for each byte. */
export function entropy(bytes: Uint8Array, { start, end }: Span): number {
  const counts = new Map<number, number>();
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] ?? 0;
    counts.set(byte, (counts.get(byte) ?? 0) + 1);
  }
  let bits = 0;
  for (const count of counts.values()) bits -= (count / (end - start)) * Math.log2(count / (end - start));
  return bits;
}
