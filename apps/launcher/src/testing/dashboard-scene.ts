import type { Decision } from "@claude-bottle/policy";
import { proposalId, type AuditEntry, type Proposal } from "@claude-bottle/shared/contracts";
import type {
  AuditLog,
  BottleDecision,
  BottleRow,
  ProposalDetail,
  ProposalRow,
} from "../operator/operator.ts";
import { MemoryOperator } from "./memory-operator.ts";

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 2, 9, minute)).toISOString();

export const scene = {
  fixer: "fixer-4k2j9",
  reviewer: "reviewer-t0qw8",
  gone: "docs-91xzm",
} as const;

/** A bottle as a list shows it. */
export function bottleRow(identity: string, changed: Partial<BottleRow> = {}): BottleRow {
  const [agent = ""] = identity.split("-");
  return { identity, agent, bottle: "web", startedAt: at(0), trouble: null, pending: 1, ...changed };
}

type Sample = Partial<Omit<ProposalDetail, "proposal" | "id">> &
  Pick<ProposalDetail, "identity"> & {
    minute: number;
    change: Pick<Proposal, "kind" | "change">;
  };

/** A proposal with everything that an operator is shown of it; by itself one for a host. */
export function proposalDetail({ minute, change, ...changed }: Sample): ProposalDetail {
  const time = at(minute);
  const id = proposalId(new Date(time), () => minute % 36);
  const justification = changed.justification ?? "The build downloads its packages there.";
  const head = { version: 1, id, identity: changed.identity, time, justification } as const;
  return {
    kind: change.kind,
    summary: "registry.example.com",
    justification,
    id,
    time,
    isAlive: true,
    proposal: { ...head, ...change } as Proposal,
    diff: "--- allowlist\n+++ allowlist\n@@ -1 +1,2 @@\n api.anthropic.com\n+registry.example.com\n",
    stale: null,
    warnings: [],
    editable: null,
    mustType: [],
    ...changed,
  };
}

export const hostChange = {
  kind: "pipelock-block",
  change: { failed_url: "https://registry.example.com/pkg" },
} as const;

const routes = `routes:
  - host: api.example.com
    path_allowlist: [/v1, /v2/search]
    methods: [GET]
  - host: deploy.example.com
    path_allowlist: [/hooks/staging]
    methods: [POST]
    auth: { scheme: Bearer, token_ref: DEPLOY_TOKEN }
`;

const routesChange = {
  kind: "egress-proxy-block",
  change: { routes, based_on: "0".repeat(64) },
} as const;

const routesDiff = `--- routes.yaml
+++ routes.yaml
@@ -1,4 +1,8 @@
 routes:
   - host: api.example.com
-    path_allowlist: [/v1]
+    path_allowlist: [/v1, /v2/search]
     methods: [GET]
+  - host: deploy.example.com
+    path_allowlist: [/hooks/staging]
+    methods: [POST]
+    auth: { scheme: Bearer, token_ref: DEPLOY_TOKEN }
`;

/** What a list shows of it. */
export function rowOf(detail: ProposalDetail): ProposalRow {
  const { identity, id, kind, time, summary, justification, isAlive } = detail;
  return { identity, id, kind, time, summary, justification, isAlive };
}

/** A request that a proxy decided. */
export function decision(identity: string, changed: Partial<Decision> = {}): BottleDecision {
  return {
    identity,
    decision: {
      event: "request",
      time: at(12),
      id: "r1",
      host: "api.example.com",
      method: "GET",
      path: "/v1/items",
      rule: "route",
      verdict: "allow",
      status: 200,
      bytes_in: 120,
      bytes_out: 4_210,
      ms: 38,
      ...changed,
    },
  };
}

/** An audit's line; its place in the chain is not real. */
export function auditEntry(sequence: number, changed: Partial<AuditEntry> = {}): AuditEntry {
  return {
    version: 1,
    time: at(sequence),
    identity: scene.fixer,
    component: "pipelock",
    action: "approved",
    proposal: null,
    justification: "The tests download fixtures there.",
    notes: "for this task",
    diff: "--- allowlist\n+++ allowlist\n@@ -0,0 +1 @@\n+api.example.com\n",
    sequence,
    previous: "0".repeat(64),
    hash: "1".repeat(64),
    ...changed,
  };
}

/** An operator with three bottles, one of them gone, and three proposals. */
export function dashboardScene(): MemoryOperator {
  const operator = new MemoryOperator();
  const details = [
    proposalDetail({
      identity: scene.fixer,
      minute: 4,
      change: routesChange,
      summary: "api.example.com, deploy.example.com",
      justification: "The fix needs /v2/search, and a staging deploy to see that it works.",
      diff: routesDiff,
      warnings: ["Hands DEPLOY_TOKEN to deploy.example.com, which no manifest of this bottle names"],
      mustType: ["DEPLOY_TOKEN"],
      editable: { fileName: "routes.yaml", text: routes },
    }),
    proposalDetail({ identity: scene.reviewer, minute: 9, change: hostChange }),
    proposalDetail({
      identity: scene.gone,
      minute: 2,
      isAlive: false,
      change: { kind: "git-gate-block", change: { fingerprint: "docs/keys.md:generic-secret:7" } },
      summary: "docs/keys.md:generic-secret:7",
      justification: "It is an example in the documentation, no key.",
      diff: "",
    }),
  ];
  for (const detail of details) operator.details.set(detail.id, detail);
  const log: AuditLog = {
    identity: scene.fixer,
    component: "pipelock",
    entries: [auditEntry(1)],
    broken: null,
  };
  operator.logs = [log];
  operator.overview = {
    bottles: [bottleRow(scene.fixer), bottleRow(scene.reviewer)],
    proposals: details.map(rowOf),
    trouble: [],
  };
  return operator;
}
