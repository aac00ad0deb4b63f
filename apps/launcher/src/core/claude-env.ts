import type { PlannedEnv, PlannedRoute } from "./plan.ts";

const MODEL_API = "api.anthropic.com";
const PLACEHOLDER = "claude-bottle-placeholder";

/** The side traffic that the CLI can be told to leave alone. */
const quiet = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
  CLAUDE_CODE_DISABLE_OFFICIAL_MARKETPLACE_AUTOINSTALL: "1",
  DISABLE_AUTOUPDATER: "1",
  DISABLE_TELEMETRY: "1",
};

/**
 * What Claude Code needs to start where the real credential is put in on the way: a placeholder of the kind that makes
 * it send the right header. Empty without a credentialed route to its API.
 */
export function claudeEnv(routes: readonly PlannedRoute[]): PlannedEnv[] {
  const scheme = routes.find((route) => route.host === MODEL_API)?.auth?.scheme;
  if (scheme === undefined) return [];
  const credential = scheme.startsWith("header:") ? "ANTHROPIC_API_KEY" : "CLAUDE_CODE_OAUTH_TOKEN";
  return Object.entries({ [credential]: PLACEHOLDER, ...quiet }).map(([name, value]) => ({
    name,
    from: "literal",
    value,
  }));
}
