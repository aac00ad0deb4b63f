import type { Live } from "../live.ts";
import type { Refusal } from "../refusal.ts";
import type { RequestPlan } from "../request.ts";
import type { Finding, OutgoingScreen } from "./finding.ts";

/** Screens what follows the head of an allowed request. */
export function outgoingScreen(_live: Live, _plan: RequestPlan): OutgoingScreen {
  throw new Error("being written");
}

/** How a finding in a body is told; 451 on the model API, whose clients read 403 as "log in". */
export function refuseFinding(_plan: RequestPlan, _finding: Finding): Refusal {
  throw new Error("being written");
}
