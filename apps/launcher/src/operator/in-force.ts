import { type Route, routesFile } from "@claude-bottle/manifest";
import type { EgressInForce, HeldSlot } from "@claude-bottle/policy";

/** The routes of a running egress-proxy as a manifest names them: a slot's name is the reference of its credential. */
export function routesInForce({ config, slots }: EgressInForce): Route[] {
  return config.routes.map(({ auth, ...rules }) => {
    const token_ref = auth === undefined ? undefined : slots[auth.slot];
    return auth === undefined || token_ref === undefined
      ? rules
      : { ...rules, auth: { scheme: auth.scheme, token_ref } };
  });
}

export const routesText = (inForce: EgressInForce): string => routesFile(routesInForce(inForce));

/** One host on each line. */
export const allowlistText = (hosts: readonly string[]): string => hosts.map((host) => `${host}\n`).join("");

/** The same proxy with other routes: slots keep their places, new references come after them. */
export function withRoutes(
  { config, slots }: EgressInForce,
  routes: readonly Route[],
  allowlist: readonly string[],
): EgressInForce {
  const names = [...slots];
  const slotOf = (reference: string): number => {
    const known = names.indexOf(reference);
    return known === -1 ? names.push(reference) - 1 : known;
  };
  const proxyRoutes = routes.map(({ auth, ...rules }) =>
    auth === undefined ? rules : { ...rules, auth: { scheme: auth.scheme, slot: slotOf(auth.token_ref) } },
  );
  return { config: { ...config, routes: proxyRoutes, allowlist: [...allowlist] }, slots: names };
}

/** The slots as they are handed in: those that the proxy has by their name alone. */
export function slotsToHand(
  held: readonly string[],
  wanted: readonly string[],
  values: ReadonlyMap<string, string>,
): HeldSlot[] {
  return wanted.map((name) => {
    const value = held.includes(name) ? undefined : values.get(name);
    return value === undefined ? { name } : { name, value };
  });
}
