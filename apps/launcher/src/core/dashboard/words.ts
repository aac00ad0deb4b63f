import type { ProposalKind } from "@claude-bottle/shared/contracts";

/** What each kind of proposal is about, in a word. */
export const kindWords: Readonly<Record<ProposalKind, string>> = {
  "egress-proxy-block": "routes",
  "pipelock-block": "host",
  "capability-block": "image",
  "git-gate-block": "finding",
};

/** `10:04` of an ISO 8601 time. */
export const minuteOf = (time: string): string => time.slice(11, 16);

/** `10:04:05` of an ISO 8601 time. */
export const secondOf = (time: string): string => time.slice(11, 19);

export const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;
