import { sidecarPorts } from "@claude-bottle/shared";
import type { Plan } from "../core/plan.ts";
import { agentUser } from "./agent-user.ts";
import { trustVariables } from "./trust.ts";

/** What the agent reaches without a proxy: itself and the sidecars that are no proxy. */
const WITHOUT_PROXY = "localhost,127.0.0.1,::1,git-gate,supervise";

/**
 * The agent's variables that are no secret. Those that lead its traffic stand last: a bottle cannot point the agent
 * past its own proxy by mistake.
 */
export function agentEnvironment(plan: Plan): Record<string, string> {
  const proxy = `http://${plan.egress.interceptor}:${sidecarPorts[plan.egress.interceptor]}`;
  const literals = plan.env.flatMap((each) => (each.from === "literal" ? [[each.name, each.value]] : []));
  return {
    HOME: agentUser.home,
    USER: agentUser.name,
    ...Object.fromEntries(literals),
    HTTP_PROXY: proxy,
    HTTPS_PROXY: proxy,
    NO_PROXY: WITHOUT_PROXY,
    http_proxy: proxy,
    https_proxy: proxy,
    no_proxy: WITHOUT_PROXY,
    // Node and npm ignore the proxy variables without it
    NODE_USE_ENV_PROXY: "1",
    ...trustVariables,
  };
}
