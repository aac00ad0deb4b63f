import { isWithin, readings, shown } from "../readings.ts";
import type { Matcher } from "./matcher.ts";

/** `path_allowlist`: every reading of the path inside the same reading of one prefix. */
export const path: Matcher = {
  compile(route) {
    if (route.path_allowlist === undefined) return null;
    const prefixes = route.path_allowlist.map(readings);
    const list = route.path_allowlist.join(", ");
    return (request) =>
      prefixes.some((prefix) => isWithin(request.readings, prefix))
        ? null
        : {
            what: `${shown(request.path)} is outside the paths allowed for ${route.host} (${list})`,
            fix: `Use one of those, or propose the path under path_allowlist of the route for ${route.host}`,
          };
  },
};
