import type { Bottle, Route } from "@claude-bottle/manifest";

type Method = NonNullable<Route["methods"]>[number];

/** One entry of a manifest's bottle more, or less. */
export type BottleChange =
  | { kind: "add-host"; host: string }
  | { kind: "add-route"; route: Route }
  | { kind: "add-path"; host: string; path: string }
  | { kind: "add-method"; host: string; method: Method }
  | { kind: "remove-host"; host: string }
  | { kind: "remove-route"; host: string }
  | { kind: "remove-method"; host: string; method: Method };

const withRoutes = (bottle: Bottle, change: (routes: Route[]) => Route[]): Bottle => ({
  ...bottle,
  routes: change(bottle.routes ?? []),
});

const withRoute = (bottle: Bottle, host: string, change: (route: Route) => Route): Bottle =>
  withRoutes(bottle, (routes) => routes.map((route) => (route.host === host ? change(route) : route)));

const withAllowlist = (bottle: Bottle, allowlist: string[]): Bottle => ({
  ...bottle,
  egress: { ...bottle.egress, allowlist },
});

function routeText({ host, path_allowlist, methods }: Route): string {
  const rules = [
    `host: ${host}`,
    ...(path_allowlist === undefined ? [] : [`path_allowlist: [${path_allowlist.join(", ")}]`]),
    ...(methods === undefined ? [] : [`methods: [${methods.join(", ")}]`]),
  ];
  return `{ ${rules.join(", ")} }`;
}

function applyChange(bottle: Bottle, change: BottleChange): Bottle {
  const { allowlist } = bottle.egress;
  switch (change.kind) {
    case "add-host":
      return withAllowlist(bottle, [...allowlist, change.host]);
    case "remove-host":
      return withAllowlist(
        bottle,
        allowlist.filter((each) => each !== change.host),
      );
    case "add-route":
      return withRoutes(bottle, (routes) => [...routes, change.route]);
    case "remove-route":
      return withRoutes(bottle, (routes) => routes.filter(({ host }) => host !== change.host));
    case "add-path":
      return withRoute(bottle, change.host, (route) => ({
        ...route,
        path_allowlist: [...(route.path_allowlist ?? []), change.path],
      }));
    case "add-method":
      return withRoute(bottle, change.host, (route) => ({
        ...route,
        methods: [...(route.methods ?? []), change.method],
      }));
    case "remove-method":
      return withRoute(bottle, change.host, (route) => ({
        ...route,
        methods: route.methods?.filter((each) => each !== change.method),
      }));
  }
}

/** The bottle with these changes in it, one after the other. */
export function applyChanges(bottle: Bottle, changes: readonly BottleChange[]): Bottle {
  return changes.reduce(applyChange, bottle);
}

/** What to write where, as an imperative. */
export function changeWords(change: BottleChange): string {
  switch (change.kind) {
    case "add-host":
      return `Add "${change.host}" to egress.allowlist; every path and method of it is then open`;
    case "remove-host":
      return `Take "${change.host}" out of egress.allowlist`;
    case "add-route":
      return `Add to egress_proxy.routes: ${routeText(change.route)}`;
    case "remove-route":
      return `Take the route for ${change.host} out of egress_proxy.routes`;
    case "add-path":
      return `Add "${change.path}" to path_allowlist of the route for ${change.host}; what lies below it is then open too`;
    case "add-method":
      return `Add ${change.method} to methods of the route for ${change.host}`;
    case "remove-method":
      return `Take ${change.method} out of methods of the route for ${change.host}`;
  }
}
