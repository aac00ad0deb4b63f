import { decisionSchema } from "@claude-bottle/policy";
import type { RefusedRequest } from "./suggestion.ts";

/** Longest path that egress-proxy writes down. */
const LONGEST_PATH = 200;

/** What a log of egress-proxy says was refused, each request once; lines of another form are passed over. */
export function refusedRequests(lines: Iterable<string>): RefusedRequest[] {
  const seen = new Map<string, RefusedRequest>();
  for (const line of lines) {
    const decision = decisionSchema.safeParse(parsed(line)).data;
    if (decision?.verdict !== "deny" || decision.host === "") continue;
    const { host, method, path, rule } = decision;
    const request = { host, method, path, isCut: path.length >= LONGEST_PATH, rule };
    seen.set([host, method, path, rule].join(" "), request);
  }
  return [...seen.values()];
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
