import type { NativeRule } from "../rules/native-rule.ts";
import type { Part, Run } from "./part.ts";
import { tokenRule } from "./token-rule.ts";

/** The most common kind of token: a prefix of its own, a length, and nothing to verify. */
export interface ServiceToken {
  source: string;
  /** The domains of the service; every host below them belongs to it as well. */
  domains: readonly string[];
  literals: readonly string[];
  left?: Run;
  body: readonly Part[];
  /** As in `TokenFormat`. */
  apart?: boolean;
}

export function serviceToken(id: string, description: string, token: ServiceToken): NativeRule {
  const { domains, ...format } = token;
  return tokenRule({ ...format, id, description, confidence: "medium", audience: withSubdomains(domains) });
}

/** `example.com` and `*.example.com` for each domain. */
export function withSubdomains(domains: readonly string[]): string[] {
  return domains.flatMap((domain) => [domain, `*.${domain}`]);
}
