import { z } from "zod";

const hostOfKind: ReadonlyMap<string, string> = new Map([
  ["anthropic", "api.anthropic.com"],
  ["github", "api.github.com"],
]);

const text = z.string().min(1);
const map = z.record(z.string(), z.unknown());
const tokensSchema = z.array(
  z.strictObject({ Kind: text.refine((kind) => hostOfKind.has(kind)), TokenRef: text }),
);
const credProxySchema = z.strictObject({
  routes: z.array(
    z.strictObject({
      upstream: text,
      auth_scheme: text,
      token_ref: text,
      path: z.unknown().optional(),
      role: z.unknown().optional(),
    }),
  ),
});
const httpsUrl = /^https:\/\/([^/:@?#]+)(?::443)?(\/[^?#]*)?$/i;

/**
 * A bottle of the legacy form with every retired key rewritten whose recipe needs no thought;
 * the others stay, so that the schema refuses them with their recipe.
 */
export function translateBottle(data: unknown): unknown {
  const bottle = map.safeParse(data).data;
  if (bottle === undefined) return data;
  const { runtime: _runtime, tokens, cred_proxy: credProxy, egress_proxy: egressProxy, ...kept } = bottle;
  const fromTokens = tokens === undefined ? [] : tokenRoutes(tokens);
  const fromProxy = credProxy === undefined ? [] : proxyRoutes(credProxy);
  const own = egressProxy === undefined ? undefined : withoutRoles(egressProxy);
  const translated: Record<string, unknown> = { ...kept };
  if (fromTokens === null) translated["tokens"] = tokens;
  if (fromProxy === null) translated["cred_proxy"] = credProxy;
  const added = [...(fromTokens ?? []), ...(fromProxy ?? [])];
  if (own !== undefined || tokens !== undefined || credProxy !== undefined)
    translated["egress_proxy"] = appended(own, added);
  return translated;
}

/** null where a token's kind does not tell its host. */
function tokenRoutes(tokens: unknown): unknown[] | null {
  const entries = tokensSchema.safeParse(tokens).data;
  return (
    entries?.map(({ Kind, TokenRef }) => ({
      host: hostOfKind.get(Kind),
      auth: { scheme: "Bearer", token_ref: TokenRef },
    })) ?? null
  );
}

/** null where an upstream is not an https URL on the usual port. */
function proxyRoutes(credProxy: unknown): unknown[] | null {
  const legacy = credProxySchema.safeParse(credProxy).data;
  if (legacy === undefined) return null;
  const routes: unknown[] = [];
  for (const { upstream, auth_scheme, token_ref } of legacy.routes) {
    const [, host, path = "/"] = httpsUrl.exec(upstream) ?? [];
    if (host === undefined) return null;
    const prefix = path.replace(/\/+$/, "");
    routes.push({
      host,
      ...(prefix === "" ? {} : { path_allowlist: [prefix] }),
      auth: { scheme: auth_scheme, token_ref },
    });
  }
  return routes;
}

function withoutRoles(egressProxy: unknown): unknown {
  const proxy = map.safeParse(egressProxy).data;
  const routes = z.array(map).safeParse(proxy?.["routes"]).data;
  if (proxy === undefined || routes === undefined) return egressProxy;
  return { ...proxy, routes: routes.map(({ role: _role, ...route }) => route) };
}

function appended(own: unknown, routes: readonly unknown[]): unknown {
  if (own === undefined || own === null) return { routes };
  const proxy = map.safeParse(own).data;
  if (proxy === undefined || routes.length === 0) return own;
  const written = proxy["routes"] ?? [];
  return { ...proxy, routes: Array.isArray(written) ? [...written, ...routes] : written };
}
