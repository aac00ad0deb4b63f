import type { ProxyRoute } from "@claude-bottle/policy";
import type { PlannedRoute } from "./plan.ts";

/** Routes as egress-proxy holds them: a credential is its scheme and the number of its slot. */
export function proxyRoutes(routes: readonly PlannedRoute[]): ProxyRoute[] {
  return routes.map(({ host, auth, ...rules }) => ({
    host,
    ...Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== null)),
    ...(auth === null ? {} : { auth: { scheme: auth.scheme, slot: auth.slot } }),
  }));
}
