import { median, pairedRatios } from "./pairing.ts";
import type { Measurement } from "./row.ts";

/** One row in milliseconds: the medians of both, and that of their ratios, round by round. */
export function compared(id: string, ours: readonly number[], peer: readonly number[]): Measurement {
  const ratios = pairedRatios(ours, peer);
  return {
    row: { id, unit: "ms", ours: median(ours), peer: median(peer), ratio: median(ratios) },
    ratios,
  };
}
