import type { Decision } from "@claude-bottle/policy";
import type { LogLine } from "../backend/backend.ts";

/** A request as egress-proxy logs it. */
export function decisionOf(changes: Partial<Decision> = {}): Decision {
  return {
    event: "request",
    time: "2026-01-02T03:04:05.000Z",
    id: "r1",
    host: "new.example",
    method: "GET",
    path: "/a",
    rule: "host",
    verdict: "deny",
    status: 403,
    bytes_in: 0,
    bytes_out: 0,
    ms: 1,
    ...changes,
  };
}

export function egressLine(changes: Partial<Decision> = {}): LogLine {
  const decision = decisionOf(changes);
  return { service: "egress-proxy", time: decision.time, line: JSON.stringify(decision) };
}
