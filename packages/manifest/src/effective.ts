import type { Route } from "./egress.ts";
import type { Bottle } from "./resolve.ts";

/** Hosts that Claude Code itself needs. */
export const defaultAllowlist = [
  "api.anthropic.com",
  "statsig.anthropic.com",
  "sentry.io",
  "claude.ai",
  "platform.claude.com",
  "downloads.claude.ai",
  "raw.githubusercontent.com",
] as const;

/** Defaults, the bottle's own entries and the routes' hosts: sorted, each once. */
export function effectiveAllowlist({ egress, routes }: Pick<Bottle, "egress" | "routes">): string[] {
  const hosts = (routes ?? []).map((route) => route.host);
  return [...new Set([...defaultAllowlist, ...egress.allowlist, ...hosts])].toSorted();
}

/** Whether egress-proxy is the agent's proxy; otherwise it is pipelock. */
export function usesEgressProxy({ egress, routes }: Pick<Bottle, "egress" | "routes">): boolean {
  return routes !== null || !egress.pipelock;
}

export interface Slots {
  /** Reference of each slot, by number. */
  references: string[];
  /** Slot of each route, by its position; null: no credential. */
  ofRoute: (number | null)[];
}

/** Numbers the credentials in order of declaration; routes with one reference share a slot. */
export function planSlots(routes: readonly Route[]): Slots {
  const references: string[] = [];
  const ofRoute = routes.map(({ auth }) => {
    if (auth === undefined) return null;
    const known = references.indexOf(auth.token_ref);
    return known === -1 ? references.push(auth.token_ref) - 1 : known;
  });
  return { references, ofRoute };
}
