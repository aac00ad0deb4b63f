import type { Live } from "./live.ts";
import type { RequestDecision, RequestFacts } from "./request.ts";

export interface Step {
  rule: string;
  outcome: string;
}

/** May this request leave, and as what? First rule that objects wins; a push over git comes before any route. */
export function decide(_live: Live, _facts: RequestFacts): RequestDecision {
  throw new Error("being written");
}

/** The same decision in words, step by step; the last one says what became of the request. */
export function explain(_live: Live, _facts: RequestFacts): Step[] {
  throw new Error("being written");
}
