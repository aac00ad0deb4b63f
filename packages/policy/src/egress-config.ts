import {
  authSchemeSchema,
  dlpActionSchema,
  hostPatternSchema,
  hostSchema,
  routeRules,
} from "@claude-bottle/manifest/egress";
import { z } from "zod";

const port = z.int().min(1).max(65_535);

/** A route as the sidecar holds it: the credential is a slot's number, its value comes over stdin. */
export const proxyRouteSchema = z.strictObject({
  ...routeRules,
  auth: z.strictObject({ scheme: authSchemeSchema, slot: z.int().min(0) }).optional(),
});
export type ProxyRoute = z.infer<typeof proxyRouteSchema>;

/** The last leg: through pipelock, or dialled by egress-proxy itself. */
const upstreamSchema = z.discriminatedUnion("via", [
  z.strictObject({
    via: z.literal("pipelock"),
    host: z.string().min(1),
    port,
    /** Certificate of pipelock's own authority (PEM): what every host outside `passthrough` must be signed by. */
    ca: z.string().min(1),
    /** Hosts whose TLS pipelock relays untouched: what they show must be signed by a public root. */
    passthrough: z.array(hostPatternSchema),
  }),
  z.strictObject({ via: z.literal("direct") }),
]);

/** launcher → egress-proxy: everything but the values of credentials. */
export const egressConfigSchema = z.strictObject({
  version: z.literal(1),
  identity: z.string().min(1),
  listen: z.union([
    z.strictObject({ host: z.string().min(1), port: z.int().min(0).max(65_535) }),
    z.strictObject({ path: z.string().min(1) }),
  ]),
  /** Path of the unix socket that only the operator's side reaches. */
  control: z.string().min(1),
  /** Effective allowlist: defaults, the bottle's own entries and the routes' hosts. */
  allowlist: z.array(hostPatternSchema),
  routes: z.array(proxyRouteSchema),
  dlp_action: dlpActionSchema,
  upstream: upstreamSchema,
  /**
   * Names that the operator points to an address himself (`ip` or `ip:port`); the guard against addresses
   * that are not public does not hold for these and for nothing else.
   */
  private_hosts: z.record(hostSchema, z.string().min(1)),
  /** Further roots (PEM) besides the system's, e.g. of a corporate network. */
  extra_roots: z.array(z.string()),
});
export type EgressConfig = z.infer<typeof egressConfigSchema>;

/** What arrives on the sidecar's stdin, one JSON document. `config` may be left out when a file holds it. */
export const egressStdinSchema = z.strictObject({
  config: egressConfigSchema.optional(),
  /** Value of each slot, by its number. */
  slots: z.array(z.strictObject({ name: z.string().min(1), value: z.string().min(1) })),
  /** Further values of the bottle that must not leave (environment asked for or taken from the host). */
  known: z.array(z.strictObject({ name: z.string().min(1), value: z.string().min(1) })),
});
export type EgressStdin = z.infer<typeof egressStdinSchema>;

/** A slot of a running proxy; without a value it is the one that the proxy holds under that name. */
const heldSlotSchema = z.strictObject({ name: z.string().min(1), value: z.string().min(1).optional() });
export type HeldSlot = z.infer<typeof heldSlotSchema>;

/** launcher → a running egress-proxy, over its control socket alone. */
export const egressReloadSchema = z.strictObject({
  config: egressConfigSchema,
  /** The slots by their number; left out: those in force. */
  slots: z.array(heldSlotSchema).optional(),
});
export type EgressReload = z.infer<typeof egressReloadSchema>;

/** What a running egress-proxy says of itself: everything but the values of credentials. */
export const egressInForceSchema = z.strictObject({
  config: egressConfigSchema,
  /** Name of each slot, by its number. */
  slots: z.array(z.string()),
});
export type EgressInForce = z.infer<typeof egressInForceSchema>;

/** The line a sidecar prints once it serves: what the launcher waits for. */
export const readyLineSchema = z.looseObject({
  event: z.literal("ready"),
  /** Certificate (PEM) of the authority made at this start, where the sidecar intercepts TLS. */
  ca: z.string().optional(),
});

/** One line per request. Never a query, a header's value or a body. */
export const decisionSchema = z.strictObject({
  event: z.literal("request"),
  time: z.string(),
  id: z.string(),
  host: z.string(),
  method: z.string(),
  /** Without the query, cut at 200 characters. */
  path: z.string(),
  /** The rule that decided, e.g. `route`, `host`, `path`, `git-push`, `known-value`, `provider-token`. */
  rule: z.string(),
  verdict: z.enum(["allow", "deny", "warn"]),
  status: z.int(),
  bytes_in: z.int(),
  bytes_out: z.int(),
  ms: z.number(),
});
export type Decision = z.infer<typeof decisionSchema>;
