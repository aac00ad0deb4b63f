import { z } from "zod";
import type { LogLine } from "../backend/backend.ts";
import { readEvent } from "./read-event.ts";

/** What one rule refused. */
export interface Refusals {
  rule: string;
  count: number;
  /** The first of them, to ask `explain` about. */
  example: { method: string; host: string; path: string };
}

/** A bottle's logs in numbers. */
export interface Tally {
  requests: number;
  warned: number;
  /** Bytes of bodies that came in from the agent's side, and went back to it. */
  bytesIn: number;
  bytesOut: number;
  /** By rule, in order of appearance. */
  refused: Refusals[];
  /** Requests that pipelock refused by itself. */
  blocked: number;
  /** Verdict → how many pushes ended so. */
  pushes: Record<string, number>;
  /** Kind → how many were made; status → how many were decided so. */
  proposed: Record<string, number>;
  decided: Record<string, number>;
}

const proposedSchema = z.looseObject({ kind: z.string() });
const decidedSchema = z.looseObject({ status: z.string() });

export const emptyTally = (): Tally => ({
  requests: 0,
  warned: 0,
  bytesIn: 0,
  bytesOut: 0,
  refused: [],
  blocked: 0,
  pushes: {},
  proposed: {},
  decided: {},
});

/** Counts one line in; what it needs does not grow with the log. */
export function count(tally: Tally, line: LogLine): void {
  const event = readEvent(line);
  if (event.kind === "request") {
    const { verdict, rule, method, host, path, bytes_in, bytes_out } = event.decision;
    tally.requests += 1;
    tally.bytesIn += bytes_in;
    tally.bytesOut += bytes_out;
    if (verdict === "warn") tally.warned += 1;
    if (verdict === "deny") refuse(tally, rule, { method, host, path });
  } else if (event.kind === "push") {
    add(tally.pushes, event.push.verdict);
  } else if (event.kind === "blocked") {
    tally.blocked += 1;
  } else if (event.kind === "other" && line.service === "supervise") {
    if (event.event === "proposed") add(tally.proposed, proposedSchema.safeParse(event.facts).data?.kind);
    if (event.event === "decided") add(tally.decided, decidedSchema.safeParse(event.facts).data?.status);
  }
}

function refuse(tally: Tally, rule: string, example: Refusals["example"]): void {
  const known = tally.refused.find((each) => each.rule === rule);
  if (known === undefined) tally.refused.push({ rule, count: 1, example });
  else known.count += 1;
}

function add(counts: Record<string, number>, key: string | undefined): void {
  if (key !== undefined) counts[key] = (counts[key] ?? 0) + 1;
}
