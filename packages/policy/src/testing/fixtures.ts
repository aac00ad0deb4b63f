import type { EgressConfig, ProxyRoute } from "../egress-config.ts";
import { compile, type Live, type LiveSecrets } from "../live.ts";
import { decide } from "../decide.ts";
import type { RequestFacts, RequestPlan } from "../request.ts";
import type { Refusal } from "../refusal.ts";

export const TOKEN = "canary/Tok3n+with=odd&chars~0123456789";

export const config: EgressConfig = {
  version: 1,
  identity: "demo-abcde",
  listen: { host: "127.0.0.1", port: 0 },
  control: "/run/control.sock",
  allowlist: ["plain.test", "*.wild.test", "api.test", "forge.test", "api.anthropic.com"],
  routes: [],
  dlp_action: "block",
  upstream: { via: "direct" },
  private_hosts: {},
  extra_roots: [],
};

export const bearerRoute: ProxyRoute = { host: "api.test", auth: { scheme: "Bearer", slot: 0 } };

export function liveWith(changes: Partial<EgressConfig>, secrets: Partial<LiveSecrets> = {}): Live {
  return compile(
    { ...config, ...changes },
    { slots: [{ name: "API_TOKEN", value: TOKEN }], known: [], ...secrets },
  );
}

/** A well-formed GET to `host`, changed as the test says. */
export function request(host: string, changes: Partial<RequestFacts> = {}): RequestFacts {
  return {
    scheme: "https",
    tunnel: { host, port: 443 },
    sni: host,
    method: "GET",
    target: "/",
    httpVersion: "1.1",
    ...changes,
    rawHeaders: ["Host", host, ...(changes.rawHeaders ?? [])],
  };
}

export function planOf(live: Live, facts: RequestFacts): RequestPlan {
  const decision = decide(live, facts);
  if (decision.verdict === "refuse") throw new Error(decision.refusal.message);
  return decision.plan;
}

export function refusalOf(live: Live, facts: RequestFacts): Refusal | null {
  const decision = decide(live, facts);
  return decision.verdict === "refuse" ? decision.refusal : null;
}

/** Values of one header in a flat list. */
export function valuesOf(headers: readonly string[], name: string): string[] {
  return headers.filter(
    (_, index) => index % 2 === 1 && headers[index - 1]?.toLowerCase() === name.toLowerCase(),
  );
}
