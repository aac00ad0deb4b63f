import type { Matcher } from "./matcher.ts";
import { decodedFully } from "../readings.ts";

const NAMES = new Set(
  "access_token token api_key apikey key auth_token private_token job_token client_secret password secret signature sig".split(
    " ",
  ),
);

/** A route with a credential takes none from the agent; removing a parameter silently would break a signature. */
export const credentialInQuery: Matcher = {
  compile(route) {
    if (route.auth === undefined) return null;
    return ({ query }) => {
      if (query === "") return null;
      for (const pair of query.split(/[&;]/)) {
        const name = decodedFully(pair.split("=", 1)[0] ?? "")
          .trim()
          .toLowerCase()
          .replaceAll("-", "_");
        if (NAMES.has(name))
          return {
            what: `the query parameter ${name} carries a credential to ${route.host}, whose credential is put in on the way`,
            fix: "Leave the parameter out",
          };
      }
      return null;
    };
  },
};
