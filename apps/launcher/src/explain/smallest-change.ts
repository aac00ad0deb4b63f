import {
  type Bottle,
  hostMatches,
  hostSchema,
  methodSchema,
  pathPrefixSchema,
  routeSchema,
  usesEgressProxy,
} from "@claude-bottle/manifest";
import type { RequestFacts } from "@claude-bottle/policy";
import { applyChanges, type BottleChange } from "./bottle-change.ts";
import { bottleRules } from "./bottle-rules.ts";
import { explainRequest, type Explanation } from "./explain-request.ts";

type Request = RequestFacts & { host: string };

// A host, then its path and method: more than this is not missing
const MOST_CHANGES = 4;

const pathOf = ({ target, scheme }: Request): string =>
  (scheme === "http" ? target.replace(/^http:\/\/[^/]*/, "") : target).split("?", 1)[0] ?? "/";

/** What would answer the rule that refused; null: nothing in a manifest does. */
function answerTo(rule: string, bottle: Bottle, request: Request): BottleChange | null {
  const { host } = request;
  const method = methodSchema.safeParse(request.method).data;
  const path = pathPrefixSchema.safeParse(pathOf(request)).data;
  if (rule === "host") {
    if (!hostSchema.safeParse(host).success) return null;
    if (!usesEgressProxy(bottle)) return { kind: "add-host", host };
    const route = routeSchema.safeParse({ host, path_allowlist: [path], methods: [method] }).data;
    return route === undefined ? { kind: "add-host", host } : { kind: "add-route", route };
  }
  if (rule === "path") return path === undefined ? null : { kind: "add-path", host, path };
  if (rule === "method") return method === undefined ? null : { kind: "add-method", host, method };
  return null;
}

function letting(
  bottle: Bottle,
  request: Request,
  decided: (changed: Bottle) => Explanation,
): BottleChange[] {
  const changes: BottleChange[] = [];
  let now = decided(bottle);
  while (now.verdict === "refused" && changes.length < MOST_CHANGES) {
    const change = answerTo(now.steps.at(-1)?.rule ?? "", applyChanges(bottle, changes), request);
    if (change === null) return [];
    changes.push(change);
    now = decided(applyChanges(bottle, changes));
  }
  return now.verdict === "allowed" ? changes : [];
}

/** From the least that a manifest can take away to the most. */
function stopping(bottle: Bottle, request: Request): BottleChange[][] {
  const { host } = request;
  const route = bottle.routes?.find((each) => each.host === host);
  const method = route?.methods?.find((each) => each === request.method);
  const listed = bottle.egress.allowlist.filter((pattern) => hostMatches(pattern, host));
  const unlist = listed.map((each): BottleChange => ({ kind: "remove-host", host: each }));
  const unroute: BottleChange[] = route === undefined ? [] : [{ kind: "remove-route", host }];
  return [
    method !== undefined && (route?.methods?.length ?? 0) > 1
      ? [{ kind: "remove-method" as const, host, method }]
      : [],
    unlist,
    unroute,
    [...unlist, ...unroute],
  ].filter((changes) => changes.length > 0);
}

/**
 * The fewest entries of the bottle that, changed, turn the verdict on this request; each answer was tried on the rules.
 * Empty: no entry does.
 */
export function smallestChange(
  bottle: Bottle,
  request: Request,
  privateHosts: Readonly<Record<string, string>>,
): BottleChange[] {
  const decided = (changed: Bottle): Explanation =>
    explainRequest(bottleRules(changed, privateHosts), request);
  if (decided(bottle).verdict === "refused") return letting(bottle, request, decided);
  return (
    stopping(bottle, request).find(
      (changes) => decided(applyChanges(bottle, changes)).verdict === "refused",
    ) ?? []
  );
}
