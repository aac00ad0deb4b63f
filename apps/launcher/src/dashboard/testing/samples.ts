import type { BottleRow, ProposalDetail, ProposalRow } from "../../operator/operator.ts";
import type { BottleDecision, Overview } from "../../operator/operator.ts";

/** A proposal of one host. */
export function proposalRow(with_: Partial<ProposalRow> = {}): ProposalRow {
  return {
    identity: "dev-4k2j9",
    id: "20260102t030405678-4k2j9x",
    kind: "pipelock-block",
    time: "2026-01-02T03:04:05.678Z",
    summary: "registry.example.com",
    justification: "The task needs a package that only this registry has",
    isAlive: true,
    ...with_,
  };
}

const hostDiff = [
  "--- allowlist",
  "+++ allowlist",
  "@@ -1 +1,2 @@",
  " api.example.com",
  "+registry.example.com",
  "",
].join("\n");

export function proposalDetail(with_: Partial<ProposalDetail> = {}): ProposalDetail {
  const row = proposalRow(with_);
  return {
    ...row,
    proposal: {
      version: 1,
      id: row.id,
      identity: row.identity,
      time: row.time,
      justification: row.justification,
      kind: "pipelock-block",
      change: { failed_url: "https://registry.example.com/left-pad" },
    },
    diff: hostDiff,
    stale: null,
    warnings: [],
    editable: null,
    mustType: [],
    ...with_,
  };
}

const routes = [
  "routes:",
  "  - host: api.example.com",
  "    path_allowlist: [/v1/]",
  "    auth: { scheme: Bearer, token_ref: TRACKER_TOKEN }",
  "",
].join("\n");

/** A proposal of other routes, which hand out a credential that no manifest gives. */
export const routesDetail: ProposalDetail = proposalDetail({
  id: "20260102t030500000-8d0c1z",
  identity: "review-7h1m3",
  kind: "egress-proxy-block",
  time: "2026-01-02T03:05:00.000Z",
  summary: "api.example.com",
  justification: "The tests read issues of the tracker",
  diff: [
    "--- routes.yaml",
    "+++ routes.yaml",
    "@@ -2,0 +3,2 @@",
    "+    path_allowlist: [/v1/]",
    "+    auth: { scheme: Bearer, token_ref: TRACKER_TOKEN }",
    "",
  ].join("\n"),
  warnings: ["Hands the credential TRACKER_TOKEN to api.example.com"],
  editable: { fileName: "routes.yaml", text: routes },
  mustType: ["TRACKER_TOKEN"],
});

export const bottleRow = (identity: string, with_: Partial<BottleRow> = {}): BottleRow => ({
  identity,
  agent: "implementer",
  bottle: "dev",
  startedAt: "2026-01-02T02:58:00.000Z",
  trouble: null,
  pending: 1,
  ...with_,
});

export function requestDecision(with_: Partial<BottleDecision["decision"]> = {}): BottleDecision {
  return {
    identity: "dev-4k2j9",
    decision: {
      event: "request",
      time: "2026-01-02T03:04:02.000Z",
      id: "r1",
      host: "api.example.com",
      method: "GET",
      path: "/v1/messages",
      rule: "route",
      verdict: "allow",
      status: 200,
      bytes_in: 0,
      bytes_out: 0,
      ms: 1,
      ...with_,
    },
  };
}

/** Two bottles that run, one that is gone, and what they ask for. */
export const sampleOverview: Overview = {
  bottles: [bottleRow("dev-4k2j9"), bottleRow("review-7h1m3", { agent: "reviewer" })],
  proposals: [
    proposalRow(),
    routesDetail,
    proposalRow({
      identity: "old-2f9q8",
      id: "20260102t020000000-a1b2c3",
      kind: "git-gate-block",
      time: "2026-01-02T02:00:00.000Z",
      summary: "5f3a:config/example.json:12",
      isAlive: false,
    }),
  ],
  trouble: [],
};
