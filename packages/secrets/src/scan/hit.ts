import type { Detection, Span } from "../detection.ts";

/** A detection while it is compared with others: with the value, which then is let go. */
export interface Hit {
  detection: Detection;
  /** No operator's switch excuses it. */
  isCertain: boolean;
  /** The secret in the text of its pass. */
  inText: Span;
  /** How often the text was decoded to find it. */
  depth: number;
  secret: Uint8Array;
}
