import type { ConfigDetection } from "../config-scan/config-detection.ts";
import { KNOWN_VALUE } from "../known/known-values.ts";
import { Coverage } from "./coverage.ts";
import type { Hit } from "./hit.ts";

/** Leaves out what was found before it was decoded: an encoded part may lie beside it. */
export function oneOfEach(hits: readonly Hit[]): Hit[] {
  if (hits.every(({ depth }) => depth === 0)) return [...hits];
  return [...Map.groupBy(hits, keyOf).values()].flatMap((same) => {
    const kept: Hit[] = [];
    for (const [, ofDepth] of [...Map.groupBy(same, ({ depth }) => depth)].toSorted(([a], [b]) => a - b)) {
      const before = new Coverage(kept.map(({ detection }) => detection.secret));
      kept.push(...ofDepth.filter(({ detection }) => !before.touches(detection.secret)));
    }
    return kept;
  });
}

function keyOf({ detection: { ruleId, name }, secret }: Hit): string {
  return ruleId === KNOWN_VALUE ? name : `${ruleId}\n${Buffer.from(secret).toString("latin1")}`;
}

/** Leaves out what another rule of the configuration found too: the one that begins earlier stays, then the first. */
export function oneOfOverlapping(detections: readonly ConfigDetection[]): ConfigDetection[] {
  return [...Map.groupBy(detections, ({ decodeDepth }) => decodeDepth).values()].flatMap((ofDepth) => {
    let end = 0;
    return ofDepth
      .toSorted((a, b) => a.inText.start - b.inText.start)
      .filter(({ inText, startLine }) => {
        if (startLine !== 0 && (inText.end - Math.max(end, inText.start)) * 2 <= inText.end - inText.start)
          return false;
        end = Math.max(end, inText.end);
        return true;
      });
  });
}
