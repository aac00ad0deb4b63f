import type { Refusal } from "./refusal.ts";

/** Bytes of an LFS batch request that are read before it is refused as too large. */
export const LFS_BATCH_LIMIT = 1_000_000;

/** Refuses every LFS batch but a download; null when it may pass. */
export function decideLfsBatch(_body: Uint8Array): Refusal | null {
  throw new Error("being written");
}
