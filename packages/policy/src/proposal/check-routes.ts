import { formatProblem, planSlots, readRoutesFile, type Route } from "@claude-bottle/manifest";
import { BottleError } from "@claude-bottle/shared";
import { egressConfigSchema } from "../egress-config.ts";
import { compile } from "../live.ts";

/** What egress-proxy says to these routes when it loads them; the credentials' values are of no account here. */
function loadingFault(routes: readonly Route[]): string | null {
  const { references, ofRoute } = planSlots(routes);
  const config = egressConfigSchema.safeParse({
    version: 1,
    identity: "proposal-00000",
    listen: { path: "/unused" },
    control: "/unused",
    allowlist: [],
    routes: routes.map(({ auth, ...rules }, index) => ({
      ...rules,
      ...(auth === undefined ? {} : { auth: { scheme: auth.scheme, slot: ofRoute[index] } }),
    })),
    dlp_action: "block",
    upstream: { via: "direct" },
    private_hosts: {},
    extra_roots: [],
  });
  if (!config.success) return "egress-proxy cannot load these routes";
  try {
    compile(config.data, { slots: references.map((name) => ({ name, value: "user:password" })), known: [] });
    return null;
  } catch (error) {
    if (error instanceof BottleError) return error.message;
    throw error;
  }
}

/**
 * Reads a proposed routes file as a manifest's routes are read and loads them as egress-proxy does.
 * `problems` are lines for its author, each with file, line and reason.
 */
export function checkRoutes(
  file: string,
  text: string,
): { routes: Route[]; problems: null } | { routes: null; problems: string[] } {
  const { routes, problems } = readRoutesFile(file, text);
  if (routes === null) return { routes, problems: problems.map(formatProblem) };
  const fault = loadingFault(routes);
  return fault === null ? { routes, problems: null } : { routes: null, problems: [`${file}: ${fault}`] };
}
