import { hostMatches } from "@claude-bottle/manifest";
import { explain, type RequestFacts } from "@claude-bottle/policy";
import type { Sidecar } from "@claude-bottle/shared";
import type { BottleRules } from "./bottle-rules.ts";

/** One rule that was asked, in which sidecar, and what it said. */
interface ExplainedStep {
  sidecar: Sidecar;
  rule: string;
  outcome: string;
}

export interface Explanation {
  verdict: "allowed" | "refused";
  /** In the order in which they are asked; the last one decides. */
  steps: ExplainedStep[];
}

/** Asks the rules that would be asked on the way out, with the code that the sidecars use. */
export function explainRequest(
  { egressProxy, pipelock }: BottleRules,
  request: RequestFacts & { host: string },
): Explanation {
  const steps: ExplainedStep[] = [];
  if (egressProxy !== null) {
    for (const step of explain(egressProxy, request)) steps.push({ sidecar: "egress-proxy", ...step });
    const last = steps.at(-1);
    if (last?.outcome !== "forwarded") return { verdict: "refused", steps };
  }
  if (pipelock !== null) {
    const isListed = pipelock.hosts.some((pattern) => hostMatches(pattern, request.host));
    const outcome = isListed ? listed(pipelock.passthrough, request) : unlisted(request.host);
    steps.push({ sidecar: "pipelock", rule: "host", outcome });
    if (!isListed) return { verdict: "refused", steps };
  }
  return { verdict: "allowed", steps };
}

function unlisted(host: string): string {
  return `${host} is not on the allowlist of this bottle.`;
}

function listed(passthrough: readonly string[], { scheme, host }: RequestFacts & { host: string }): string {
  const relayed = scheme === "https" && passthrough.some((pattern) => hostMatches(pattern, host));
  return relayed
    ? `${host} is on the allowlist; its TLS is relayed untouched`
    : `${host} is on the allowlist; pipelock reads the request itself and may refuse its content`;
}
