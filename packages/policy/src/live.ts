import { hostMatches } from "@claude-bottle/manifest/egress";
import { KnownValues, type NativeTable, Screen } from "@claude-bottle/secrets";
import { BottleError, Secret } from "@claude-bottle/shared";
import { authKindOf } from "./auth/index.ts";
import type { EgressConfig, ProxyRoute } from "./egress-config.ts";
import { canonical } from "./headers/names.ts";
import { egressTokens } from "./screen/egress-tokens.ts";
import { matcherIds, matchers } from "./match/index.ts";
import type { Check, MatcherId } from "./match/matcher.ts";

export interface NamedValue {
  name: string;
  value: string;
}

export interface LiveSecrets {
  /** Value of each slot, by its number. */
  slots: readonly NamedValue[];
  /** Further values that must not leave. */
  known: readonly NamedValue[];
}

/** The credential of a route, as it is written into a request. */
interface Injection {
  header: string;
  /** `header` as names are compared. */
  canonical: string;
  value: Secret;
}

export interface CompiledRoute {
  route: ProxyRoute;
  checks: readonly { id: MatcherId; check: Check }[];
  inject: Injection | null;
}

interface LiveParts {
  config: EgressConfig;
  routes: ReadonlyMap<string, CompiledRoute>;
  slotNames: readonly string[];
  echoes: KnownValues;
  screen: Screen;
}

/** Everything a decision needs, compiled once and never changed; a reload makes a new one. Prints no value. */
export class Live {
  readonly config: EgressConfig;
  readonly slotNames: readonly string[];
  /** The slots' values: masked in what comes back on a route with a credential. */
  readonly echoes: KnownValues;
  /** What must not leave: every value of the bottle, and tokens of providers. */
  readonly screen: Screen;
  readonly #routes: ReadonlyMap<string, CompiledRoute>;
  readonly #names: ReadonlySet<string>;
  readonly #patterns: readonly string[];

  constructor(parts: LiveParts) {
    this.config = parts.config;
    this.slotNames = parts.slotNames;
    this.echoes = parts.echoes;
    this.screen = parts.screen;
    this.#routes = parts.routes;
    const { allowlist } = parts.config;
    this.#names = new Set(allowlist.filter((pattern) => !pattern.startsWith("*.")));
    this.#patterns = allowlist.filter((pattern) => pattern.startsWith("*."));
  }

  route(host: string): CompiledRoute | null {
    return this.#routes.get(host) ?? null;
  }

  isListed(host: string): boolean {
    return this.#names.has(host) || this.#patterns.some((pattern) => hostMatches(pattern, host));
  }
}

function injection(route: ProxyRoute, slots: readonly NamedValue[]): Injection | null {
  if (route.auth === undefined) return null;
  const slot = slots[route.auth.slot];
  if (slot === undefined)
    throw new BottleError(
      "config-invalid",
      `The route for "${route.host}" names slot ${route.auth.slot}, which has no value`,
      {
        hint: "Hand in a value for each slot that a route names",
      },
    );
  const value = slot.value.trim();
  if (value === "" || /[^\x20-\x7e]/.test(value))
    throw new BottleError(
      "config-invalid",
      `The value of ${slot.name} does not fit into a header (route "${route.host}")`,
      {
        hint: "Use a credential of printable ASCII characters on one line",
      },
    );
  const { kind, argument } = authKindOf(route.auth.scheme);
  const header = kind.header(argument);
  return { header, canonical: canonical(header), value: new Secret(slot.name, kind.write(value)) };
}

function compileRoute(route: ProxyRoute, slots: readonly NamedValue[]): CompiledRoute {
  const checks = matcherIds.flatMap((id) => {
    const check = matchers[id].compile(route);
    return check === null ? [] : [{ id, check }];
  });
  return { route, checks, inject: injection(route, slots) };
}

/** What an echo may show of each credential: the slot's value and, for Basic, the password alone. */
function echoed(config: EgressConfig, slots: readonly NamedValue[]): NamedValue[] {
  const values = [...slots];
  for (const { auth } of config.routes) {
    const slot = auth === undefined ? undefined : slots[auth.slot];
    if (auth === undefined || slot === undefined) continue;
    const { kind } = authKindOf(auth.scheme);
    for (const value of kind.parts(slot.value)) values.push({ name: slot.name, value });
  }
  return values;
}

/**
 * @param tokens what must not leave to hosts that it does not belong to
 * @throws {BottleError} `config-invalid`: a host with two routes, or a slot without a value that can be sent.
 */
export function compile(
  config: EgressConfig,
  secrets: LiveSecrets,
  tokens: NativeTable = egressTokens,
): Live {
  const routes = new Map<string, CompiledRoute>();
  for (const route of config.routes) {
    if (routes.has(route.host))
      throw new BottleError("config-invalid", `Two routes name the host "${route.host}"`, {
        hint: "Put the paths and methods of a host into one route",
      });
    routes.set(route.host, compileRoute(route, secrets.slots));
  }
  const values = echoed(config, secrets.slots);
  return new Live({
    config,
    routes,
    slotNames: secrets.slots.map(({ name }) => name),
    echoes: new KnownValues(values),
    screen: new Screen(new KnownValues([...values, ...secrets.known]), tokens),
  });
}
