/** Where pipelock stands: behind egress-proxy, or as the only proxy of the agent. */
export type PipelockPosition = "behind-proxy" | "agents-proxy";

const plumbing = [
  "Connection",
  "Keep-Alive",
  "Proxy-Authenticate",
  "Te",
  "Trailer",
  "Transfer-Encoding",
  "Upgrade",
  "Host",
  "Content-Length",
  "Content-Type",
  "Accept",
  "Accept-Encoding",
  "User-Agent",
  "Proxy-Authorization",
];
const credentials = ["Authorization", "X-Api-Key", "X-Goog-Api-Key", "Private-Token"];

/**
 * Headers that pipelock does not scan. Behind egress-proxy those that carry credentials are its own work; as the
 * agent's proxy a token in them is the agent's, and is refused.
 */
export function ignoredHeaders(position: PipelockPosition, injected: readonly string[]): string[] {
  if (position === "agents-proxy") return plumbing;
  const byName = new Map(
    [...plumbing, ...credentials, ...injected].map((name) => [name.toLowerCase(), name]),
  );
  return [...byName.values()];
}
