import type { Live } from "./live.ts";
import type { Refusal } from "./refusal.ts";
import type { RequestPlan, ResponseHead, ResponsePlan } from "./request.ts";

/** What the agent gets to see of an answer's head; a refusal (with a `code`) when its body could not be masked. */
export function planResponse(
  _live: Live,
  _plan: RequestPlan,
  _response: ResponseHead,
): ResponsePlan | Refusal {
  throw new Error("being written");
}

/** Trailers of an answer, likewise. */
export function planTrailers(_live: Live, _plan: RequestPlan, _raw: readonly string[]): string[] {
  throw new Error("being written");
}
