import { stringify } from "yaml";
import { z } from "zod";
import { check } from "./check.ts";
import { conflicts } from "./conflicts.ts";
import { routeSchema, type Route } from "./egress.ts";
import type { Problem } from "./problem.ts";
import type { KeyPath, Source } from "./source.ts";
import { readYaml } from "./yaml-source.ts";

const routesFileSchema = z.strictObject({ routes: z.array(routeSchema) });

export interface RoutesFile {
  /** null when there are problems. */
  routes: Route[] | null;
  problems: Problem[];
}

/** The file's data where a bottle has them, so that what holds among a bottle's routes holds here. */
function asBottle(source: Source): Source {
  const inFile = (path: KeyPath): KeyPath => path.slice(1);
  return {
    ...source,
    data: { egress_proxy: source.data },
    lineOf: (path) => source.lineOf(inFile(path)),
  };
}

/** The routes of a bottle as a file of their own: what stands below `egress_proxy` in a manifest, as YAML or JSON. */
export function readRoutesFile(file: string, text: string): RoutesFile {
  const source = readYaml(text, { file, firstLine: 1 });
  const { value, problems } = check(routesFileSchema, source);
  const all = [...problems, ...(source.faults.length > 0 ? [] : conflicts([asBottle(source)]))];
  return { routes: value === null || all.length > 0 ? null : value.routes, problems: all };
}

/** The file of these routes, with every key in its usual place: equal routes are equal texts. */
export function routesFile(routes: readonly Route[]): string {
  const ordered = routes.map(({ host, path_allowlist, methods, auth }) => ({
    host,
    ...(path_allowlist === undefined ? {} : { path_allowlist }),
    ...(methods === undefined ? {} : { methods }),
    ...(auth === undefined ? {} : { auth: { scheme: auth.scheme, token_ref: auth.token_ref } }),
  }));
  // An alias is refused when it is read
  return stringify({ routes: ordered }, { lineWidth: 0, aliasDuplicateObjects: false });
}
