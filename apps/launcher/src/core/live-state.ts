import { routesFile } from "@claude-bottle/manifest";
import type { LiveState } from "@claude-bottle/shared/contracts";
import type { Plan } from "./plan.ts";

/** What is in force when a bottle starts; `dockerfile` is the text of its image's. */
export function liveState(
  { routes, egress }: Pick<Plan, "routes" | "egress">,
  dockerfile: string,
): LiveState {
  const file = routesFile(
    routes.map(({ host, path_allowlist, methods, auth }) => ({
      host,
      ...(path_allowlist === null ? {} : { path_allowlist }),
      ...(methods === null ? {} : { methods }),
      ...(auth === null ? {} : { auth: { scheme: auth.scheme, token_ref: auth.token_ref } }),
    })),
  );
  return { routes: file, allowlist: egress.hosts, dockerfile };
}
