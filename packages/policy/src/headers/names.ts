/** Names are compared in this form: CGI-style servers read `X_Api_Key` like `X-Api-Key`. */
export function canonical(name: string): string {
  const lower = name.toLowerCase();
  return lower.includes("_") ? lower.replaceAll("_", "-") : lower;
}

const words = (text: string): string[] => text.trim().split(/\s+/);

/** About one hop only (RFC 9110 section 7.6.1), or rebuilt by us. */
const HOP =
  words(`host connection keep-alive proxy-connection te trailer upgrade http2-settings transfer-encoding
  content-length expect`);

/** What is deflated can be neither screened nor masked (RFC 7692). */
const DEFLATED_FRAMES = "sec-websocket-extensions";

/** Step around path and method rules, or tell the origin tales about where the request came from. */
const OVERRIDES = words(`x-original-url x-rewrite-url x-http-method-override x-http-method x-method-override
  x-real-ip forwarded via`);

const DROPPED_PREFIXES = ["proxy-", "x-forwarded-", "x-pipelock-", ":"] as const;

/** Where clients put credentials. */
const CARRIERS =
  words(`authorization x-authorization authentication x-api-key api-key apikey cookie x-auth-token
  x-access-token x-token x-session-token private-token job-token deploy-token x-gitlab-token x-github-token
  x-goog-api-key x-goog-iam-authorization-token x-amz-security-token x-vault-token x-csrf-token`);

export type RequestTreatment = "drop" | "carrier" | "coding" | "protocols";

const REQUEST = new Map<string, RequestTreatment>([
  ...[...HOP, ...OVERRIDES, DEFLATED_FRAMES].map((name) => [name, "drop"] as const),
  ...CARRIERS.map((name) => [name, "carrier"] as const),
  ["accept-encoding", "coding"],
  ["sec-websocket-protocol", "protocols"],
]);

/** What becomes of a request header; null: passed as it is. Takes a canonical name. */
export function requestTreatment(name: string): RequestTreatment | null {
  const known = REQUEST.get(name);
  if (known !== undefined) return known;
  const first = name.charCodeAt(0);
  if (first !== 0x70 && first !== 0x78 && first !== 0x3a) return null;
  return DROPPED_PREFIXES.some((prefix) => name.startsWith(prefix)) ? "drop" : null;
}

/** `Connection` may name headers to be dropped, but not these: their loss changes what a request means. */
export function isProtected(name: string): boolean {
  return name === "host" || name === "authorization" || name === "cookie" || name.startsWith("content-");
}

const RESPONSE_DROPPED = new Set([
  DEFLATED_FRAMES,
  ...words(`connection keep-alive proxy-connection proxy-authenticate proxy-authentication-info te trailer
  transfer-encoding upgrade alt-svc strict-transport-security public-key-pins public-key-pins-report-only`),
]);

/** Takes a lower-case name. */
export function isDroppedFromResponse(name: string): boolean {
  return RESPONSE_DROPPED.has(name) || name.startsWith("x-pipelock-") || name.startsWith("x-claude-bottle-");
}
