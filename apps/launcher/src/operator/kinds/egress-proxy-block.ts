import { checkRoutes } from "@claude-bottle/policy";
import { currentConfig } from "@claude-bottle/shared/contracts";
import { routesText } from "../in-force.ts";
import { proposeRoutes } from "../propose-reach.ts";
import type { KindRules } from "./kind-rules.ts";

export const egressProxyBlock: KindRules<"egress-proxy-block"> = {
  summary({ change }) {
    const { routes } = checkRoutes(currentConfig.routes, change.routes);
    if (routes === null) return "routes that cannot be read";
    return routes.length === 0 ? "no routes" : `routes for ${routes.map(({ host }) => host).join(", ")}`;
  },
  editable: ({ change }) => ({ fileName: currentConfig.routes, text: change.routes }),
  async basis(bottle, { change }) {
    const egress = await bottle.egress();
    return egress === null
      ? null
      : { fileName: currentConfig.routes, digest: change.based_on, text: routesText(egress) };
  },
  propose: async (bottle, { change }, text) => proposeRoutes(await bottle.reach(), text ?? change.routes),
};
