import {
  type Bottle,
  hostSchema,
  methodSchema,
  pathPrefixSchema,
  type Route,
  routeSchema,
} from "@claude-bottle/manifest";
import { applyChanges, type BottleChange } from "../explain/bottle-change.ts";
import { bottleRules } from "../explain/bottle-rules.ts";
import { explainRequest } from "../explain/explain-request.ts";
import { readRequest, urlOf } from "../explain/request-of.ts";
import { commonPath } from "./common-path.ts";

/** A request that egress-proxy refused, as its log has it. */
export interface RefusedRequest {
  host: string;
  method: string;
  /** Without query; `isCut`: the log does not have all of it. */
  path: string;
  isCut: boolean;
  rule: string;
}

export interface Suggestion {
  changes: BottleChange[];
  /** Whatever the changes open that nobody asked for, one sentence each. */
  widened: string[];
  /** Refused requests that the changes do not let pass, by the rule that refuses them then. */
  left: { request: RefusedRequest; rule: string }[];
}

type Method = NonNullable<Route["methods"]>[number];

/** What was asked of one host. */
interface Asked {
  host: string;
  pairs: { method: Method; path: string }[];
}

/** More paths than this of one host are given by what they have in common. */
const MOST_PATHS = 8;
const ANSWERED = new Set(["host", "path", "method"]);

/**
 * The fewest entries of the bottle that would have let the refused requests pass: a route with the methods and paths that
 * were seen, never a whole host where a path will do.
 */
export function suggestion(
  bottle: Bottle,
  refused: readonly RefusedRequest[],
  privateHosts: Readonly<Record<string, string>>,
): Suggestion {
  const widened: string[] = [];
  const changes: BottleChange[] = [];
  for (const asked of byHost(refused)) {
    const route = bottle.routes?.find(({ host }) => host === asked.host);
    const paths = pathsOf(asked, widened);
    const made = route === undefined ? newRoute(asked, paths) : additions(route, asked, paths);
    if (made.length > 0) widened.push(...beyond(asked, route, paths));
    changes.push(...made);
  }
  const rules = bottleRules(applyChanges(bottle, changes), privateHosts);
  const left = refused.flatMap((request) => {
    const sent = readRequest(request.method, urlOf(request));
    if (sent === null) return [{ request, rule: request.rule }];
    const { verdict, steps } = explainRequest(rules, sent);
    return verdict === "allowed" ? [] : [{ request, rule: steps.at(-1)?.rule ?? request.rule }];
  });
  return { changes, widened, left };
}

function byHost(refused: readonly RefusedRequest[]): Asked[] {
  const hosts = new Map<string, Asked>();
  for (const { host, path, isCut, rule, ...rest } of refused) {
    const method = methodSchema.safeParse(rest.method).data;
    const prefix = pathPrefixSchema.safeParse(isCut ? path.replace(/\/[^/]*$/, "") || "/" : path).data;
    const isNamed = hostSchema.safeParse(host).success;
    if (!ANSWERED.has(rule) || !isNamed || method === undefined || prefix === undefined) continue;
    const asked = hosts.get(host) ?? { host, pairs: [] };
    if (!asked.pairs.some((pair) => pair.method === method && pair.path === prefix))
      asked.pairs.push({ method, path: prefix });
    hosts.set(host, asked);
  }
  return [...hosts.values()].toSorted((a, b) => (a.host < b.host ? -1 : 1));
}

/** The shortest list of prefixes that covers what was seen; what that widens is said. */
function pathsOf({ host, pairs }: Asked, widened: string[]): string[] {
  const seen = [...new Set(pairs.map(({ path }) => path))].toSorted();
  const covered = seen.filter((path) => !seen.some((other) => other !== path && isBelow(path, other)));
  if (covered.length <= MOST_PATHS) return covered;
  const common = commonPath(covered);
  widened.push(`${host}: ${covered.length} paths were seen; opened is what they have in common, ${common}`);
  return [common];
}

const isBelow = (path: string, prefix: string): boolean =>
  prefix === "/" || path.startsWith(prefix.endsWith("/") ? prefix : `${prefix}/`);

const methodsOf = ({ pairs }: Asked): Method[] => [...new Set(pairs.map(({ method }) => method))].toSorted();

function newRoute(asked: Asked, paths: readonly string[]): BottleChange[] {
  const route = routeSchema.safeParse({
    host: asked.host,
    ...(paths.includes("/") ? {} : { path_allowlist: paths }),
    methods: methodsOf(asked),
  }).data;
  return route === undefined ? [] : [{ kind: "add-route", route }];
}

function additions(route: Route, asked: Asked, paths: readonly string[]): BottleChange[] {
  const { host, path_allowlist: open, methods } = route;
  const isOpen = (path: string): boolean =>
    open === undefined || open.some((prefix) => path === prefix || isBelow(path, prefix));
  return [
    ...paths.filter((path) => !isOpen(path)).map((path) => ({ kind: "add-path" as const, host, path })),
    ...methodsOf(asked)
      .filter((method) => methods !== undefined && !methods.includes(method))
      .map((method) => ({ kind: "add-method" as const, host, method })),
  ];
}

/** A route holds each of its methods for each of its paths, and a path for what lies below it. */
function beyond(asked: Asked, route: Route | undefined, paths: readonly string[]): string[] {
  const { host, pairs } = asked;
  if (route !== undefined && route.path_allowlist === undefined)
    return [`${host}: every path of it is open for ${methodsOf(asked).join(", ")}`];
  const sentences = paths.includes("/")
    ? [`${host}: every path is open, since / was asked for`]
    : [`${host}: what lies below ${paths.join(", ")} is open too`];
  const allPaths = new Set([...paths, ...(route?.path_allowlist ?? [])]);
  const allMethods = new Set([...methodsOf(asked), ...(route?.methods ?? [])]);
  const seen = pairs.filter(({ path }) => allPaths.has(path)).length;
  if (allPaths.size * allMethods.size > seen && allMethods.size > 1 && allPaths.size > 1)
    sentences.push(
      `${host}: ${[...allMethods].join(", ")} hold for each of its paths; seen were ${shown(pairs)}`,
    );
  return sentences;
}

function shown(pairs: Asked["pairs"]): string {
  const some = pairs.slice(0, 4).map(({ method, path }) => `${method} ${path}`);
  return `${some.join(", ")}${pairs.length > some.length ? ` and ${pairs.length - some.length} more` : ""}`;
}
