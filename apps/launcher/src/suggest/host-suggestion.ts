import { type Bottle, effectiveAllowlist, hostMatches, hostSchema } from "@claude-bottle/manifest";
import type { Suggestion } from "./suggestion.ts";

/** What a bottle whose agent's proxy is pipelock would have needed for these hosts: only an allowlist can be said there. */
export function hostSuggestion(bottle: Bottle, hosts: readonly string[]): Suggestion {
  const open = effectiveAllowlist(bottle);
  const missing = hosts
    .filter(
      (host) => hostSchema.safeParse(host).success && !open.some((pattern) => hostMatches(pattern, host)),
    )
    .toSorted();
  return {
    changes: missing.map((host) => ({ kind: "add-host", host })),
    widened: missing.map(
      (host) => `${host}: pipelock logs hosts alone, so that every path and method is open`,
    ),
    left: [],
  };
}
