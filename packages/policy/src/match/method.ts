import type { Matcher } from "./matcher.ts";

/** `methods`: exactly those listed; HEAD and OPTIONS are not implied by GET. */
export const method: Matcher = {
  compile(route) {
    if (route.methods === undefined) return null;
    const allowed = new Set<string>(route.methods);
    const list = route.methods.join(", ");
    return (request) =>
      allowed.has(request.method)
        ? null
        : {
            what: `${request.method} is not among the methods allowed for ${route.host} (${list})`,
            fix: `Use one of those, or propose ${request.method} under methods of the route for ${route.host}`,
          };
  },
};
