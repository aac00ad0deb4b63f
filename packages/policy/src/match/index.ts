import { credentialInQuery } from "./credential-in-query.ts";
import type { Matcher, MatcherId } from "./matcher.ts";
import { method } from "./method.ts";
import { path } from "./path.ts";

/** Every rule of a route, in the order they are asked. A new one is a file of its own and a line here. */
export const matchers: { readonly [Id in MatcherId]: Matcher } = {
  path,
  method,
  "credential-in-query": credentialInQuery,
};

export const matcherIds = Object.keys(matchers) as MatcherId[];
