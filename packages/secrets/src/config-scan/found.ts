import type { ConfigDetection } from "./config-detection.ts";

/** A detection while it is still compared with others: with the secret, which then is let go. */
export interface Found {
  detection: ConfigDetection;
  secret: Uint8Array;
}
