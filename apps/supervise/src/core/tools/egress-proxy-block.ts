import { checkRoutes, isOfHost, newCredentials } from "@claude-bottle/policy";
import { currentConfig, longest } from "@claude-bottle/shared/contracts";
import type { ProposalTool } from "./proposal-tool.ts";

export const egressProxyBlock: ProposalTool<"egress-proxy-block"> = {
  title: "Propose other routes",
  description: `Ask the operator for other routes, when egress-proxy refused a request for its path or method, or a host \
needs a credential. Hand in the whole file as it should be: copy ${currentConfig.directory}/${currentConfig.routes} (or \
what list-routes shows), change what you need, keep the rest. Ask for no more than the task needs. The file names \
credentials (token_ref), it never holds one; keep to the names that are in it. Once approved the routes hold at once.`,
  argument: {
    name: "routes",
    description: "The whole proposed routes file, YAML or JSON, with `routes:` at its top.",
    longest: longest.routes,
  },
  propose(text, { live, digest }) {
    const { routes, problems } = checkRoutes(currentConfig.routes, text);
    if (routes === null) return { problem: problems.join("\n") };
    const inForce = checkRoutes(currentConfig.routes, live.routes).routes ?? [];
    const ofHost = newCredentials(routes, inForce).find(
      ({ reference, isKnown }) => !isKnown && isOfHost(reference),
    );
    return ofHost === undefined
      ? { change: { routes: text, based_on: digest(live.routes) } }
      : {
          problem: `${currentConfig.routes}: the token_ref of "${ofHost.host}" names a file or a command of the host, which only the operator can do. Use a name that is in the file, or a new plain NAME and say in the justification what it should hold`,
        };
  },
};
