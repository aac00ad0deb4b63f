import type { Plan } from "./plan.ts";

const forges = [
  "github.com",
  "gitlab.com",
  "bitbucket.org",
  "codeberg.org",
  "gitea.com",
  "dev.azure.com",
  "git.sr.ht",
];

function isForge(host: string): boolean {
  return forges.some((forge) => host === forge || host.endsWith(`.${forge}`));
}

/** What the operator should know of a plan before saying yes, one line each. */
export function planWarnings(plan: Plan): string[] {
  const warnings: string[] = [];
  for (const route of plan.routes) {
    if (!isForge(route.host) || route.auth === null || route.methods !== null) continue;
    warnings.push(
      `${route.host} has a credential and no methods, so its API can be written to; add methods: [GET, HEAD] to only read`,
    );
  }
  if (plan.egress.interceptor === "pipelock") {
    warnings.push(
      "pipelock is the agent's own proxy: no paths, no methods, and its fetch endpoint is within the agent's reach; " +
        "write egress_proxy: in the bottle to put egress-proxy in front",
    );
  }
  if (!plan.egress.pipelock) {
    warnings.push("egress.pipelock is false: nothing but egress-proxy screens what leaves");
  }
  return warnings;
}
