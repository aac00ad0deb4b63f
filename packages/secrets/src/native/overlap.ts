import type { Span } from "../detection.ts";
import type { NativeRule } from "../rules/native-rule.ts";

/** What a rule found, before it is known whether another rule knows better. */
export interface Candidate {
  rule: NativeRule;
  /** The rule's place in the table. */
  order: number;
  span: Span;
}

const CONFIDENCE = { high: 2, medium: 1, low: 0 } as const satisfies Record<NativeRule["confidence"], number>;

/** Of those that overlap the most specific stays: the higher confidence, then the longer, then the earlier, then the first in the table. */
export function withoutOverlaps(candidates: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of candidates.toSorted(byPlace)) {
    const last = kept.at(-1);
    if (last === undefined || candidate.span.start >= last.span.end) kept.push(candidate);
    else if (isMoreSpecific(candidate, last)) kept[kept.length - 1] = candidate;
  }
  return kept;
}

function byPlace(one: Candidate, other: Candidate): number {
  return one.span.start - other.span.start || other.span.end - one.span.end || one.order - other.order;
}

function isMoreSpecific(one: Candidate, other: Candidate): boolean {
  const confidence = CONFIDENCE[one.rule.confidence] - CONFIDENCE[other.rule.confidence];
  return confidence > 0 || (confidence === 0 && length(one) > length(other));
}

function length({ span }: Candidate): number {
  return span.end - span.start;
}
