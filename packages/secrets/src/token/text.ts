import type { Span } from "../detection.ts";

/** The bytes of a span as text, one character for each byte. Looks at nothing else. */
export function textOf(bytes: Uint8Array, { start, end }: Span): string {
  let text = "";
  for (let at = start; at < end; at += 1) text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}
