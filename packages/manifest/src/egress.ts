import { z } from "zod";
import { listSection } from "./section.ts";

const LABEL = "[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?";
const hostPattern = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const wildcardPattern = new RegExp(`^\\*\\.${LABEL}(?:\\.${LABEL})+$`);
const numericLast = /(?:^|\.)(?:\d+|0x[0-9a-f]*)$/;
const ipv4 = /^(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}$/;

const lower = z.string().trim().toLowerCase();

function isHost(value: string): boolean {
  return value.length <= 253 && hostPattern.test(value) && (!numericLast.test(value) || ipv4.test(value));
}

// An address has no names below it.
function isWildcard(value: string): boolean {
  return value.length <= 253 && wildcardPattern.test(value) && !numericLast.test(value);
}

/** One exact host: a DNS name (punycode for other scripts) or a dotted IPv4 address; no scheme, port or path. */
export const hostSchema = lower
  .refine(isHost, "expected a host name such as api.example.com, without scheme, port or path")
  .describe("Exact host name, case-insensitive");

/** An exact host, or `*.suffix`, which stands for the suffix itself and every name below it. */
export const hostPatternSchema = lower
  .refine(
    (value) => (value.startsWith("*.") ? isWildcard(value) : isHost(value)),
    "expected a host name or *.suffix with at least two labels, such as *.example.com",
  )
  .describe("Exact host name, or `*.suffix` (the suffix itself and everything below it)");

/**
 * The one meaning of a host pattern, for every layer: an exact name stands for itself, `*.suffix` for the suffix
 * and every name below it. Letter case and one trailing dot of the host do not count.
 */
export function hostMatches(pattern: string, host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, "");
  const rule = pattern.toLowerCase();
  if (!rule.startsWith("*.")) return name === rule;
  const suffix = rule.slice(2);
  return name === suffix || name.endsWith(`.${suffix}`);
}

const UNSETTLED = /\/\/|\\|\/\.{1,2}(?:\/|$)|%(?:2e|2f|5c)/i;

export const pathPrefixSchema = z
  .string()
  .regex(/^\/[\x21-\x22\x24-\x3e\x40-\x7e]*$/, "expected a path that starts with / and has no blank, # or ?")
  // The normalised path of a request never has these, so such a prefix would admit nothing.
  .refine(
    (path) => !UNSETTLED.test(path),
    "expected a path without //, backslash, . or .. segments, encoded or not",
  )
  .describe("Path prefix, matched on segment borders of the normalised path");

export const methodSchema = z
  .string()
  .trim()
  .toUpperCase()
  .pipe(z.enum(["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]));

export const authSchemeSchema = z
  .string()
  .regex(
    /^(?:Bearer|token|Basic|header:[A-Za-z][A-Za-z0-9-]*)$/,
    "expected Bearer, token, Basic or header:<Name>",
  )
  .describe(
    "How the credential is written: `Bearer`, `token`, `Basic` (the token is `user:password`) or `header:<Name>`",
  );
export type AuthScheme = z.infer<typeof authSchemeSchema>;

export const tokenRefSchema = z
  .string()
  .regex(
    /^(?:[A-Za-z_][A-Za-z0-9_]*|file:(?:\/|~\/).+|command:.*\S.*)$/,
    "expected NAME (a variable of the host), file:PATH (absolute or ~/…) or command:…",
  )
  .describe("Where on the host the credential comes from: a variable's name, `file:PATH` or `command:…`");

export const dlpActionSchema = z
  .enum(["block", "warn"])
  .describe(
    "What happens to data that must not leave: `block` (default) or `warn`; holds for every screening layer",
  );
export type DlpAction = z.infer<typeof dlpActionSchema>;

/** What the manifest's route and a sidecar's route have in common. */
export const routeRules = {
  host: hostSchema,
  path_allowlist: z
    .array(pathPrefixSchema)
    .min(1)
    .optional()
    .describe("Allowed path prefixes; absent: the whole host"),
  methods: z.array(methodSchema).min(1).optional().describe("Allowed methods; absent: all"),
};

export const routeSchema = z.strictObject({
  ...routeRules,
  auth: z
    .strictObject({ scheme: authSchemeSchema, token_ref: tokenRefSchema })
    .optional()
    .describe("The credential that egress-proxy puts in; all or nothing"),
});
export type Route = z.infer<typeof routeSchema>;

/** The bottle's `egress`. */
export const egressSchema = z.strictObject({
  allowlist: listSection(hostPatternSchema).describe(
    "Hosts added to the default allowlist: exact names, or `*.suffix` (the suffix itself and everything below it)",
  ),
  dlp_action: dlpActionSchema.optional(),
  pipelock: z
    .boolean()
    .optional()
    .describe("Default true. `false`: egress-proxy is the last leg, and always the agent's proxy"),
  inspect: listSection(hostPatternSchema).describe(
    "Hosts whose TLS pipelock intercepts too; it buffers and scans about 1 MB/s, so name small APIs only",
  ),
});

/** The bottle's `egress_proxy`. */
export const egressProxySchema = z.strictObject({
  routes: listSection(routeSchema).describe("One entry per host that egress-proxy treats specially"),
});
