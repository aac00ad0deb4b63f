import type { RefusalText } from "../refusal.ts";
import type { ProxyRoute } from "../egress-config.ts";

/** What a matcher may look at. */
interface MatchRequest {
  host: string;
  method: string;
  path: string;
  /** Every way an origin might read `path`, see `readings`. */
  readings: readonly string[];
  /** Without the question mark. */
  query: string;
}

/** Null: no objection. */
export type Check = (request: MatchRequest) => RefusalText | null;

/** One kind of rule of a route; its id is the rule that a refusal names. */
export interface Matcher {
  /** Null: this route has no such rule. */
  compile(route: ProxyRoute): Check | null;
}

export type MatcherId = "path" | "method" | "credential-in-query";
