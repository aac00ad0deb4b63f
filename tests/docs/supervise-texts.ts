import { superviseStdinSchema, type SuperviseStdin } from "@claude-bottle/shared/contracts";
import { unlistedHost } from "../../packages/policy/src/rules.ts";
import { decidedAnswer, pendingAnswer, refusedAnswer } from "../../apps/supervise/src/core/answer.ts";
import { instructions } from "../../apps/supervise/src/core/instructions.ts";
import { proposalTools } from "../../apps/supervise/src/core/tools/index.ts";
import { listRoutes } from "../../apps/supervise/src/core/tools/list-routes.ts";

import { detailText } from "../../apps/launcher/src/cli/proposals/detail-text.ts";
import type { DashboardEvent } from "../../apps/launcher/src/core/dashboard/event.ts";
import { render } from "../../apps/launcher/src/core/dashboard/render.ts";
import { textOf } from "../../apps/launcher/src/core/dashboard/row.ts";
import { initialState } from "../../apps/launcher/src/core/dashboard/state.ts";
import { update } from "../../apps/launcher/src/core/dashboard/update.ts";
import {
  proposalDetail,
  requestDecision,
  sampleOverview,
} from "../../apps/launcher/src/dashboard/testing/samples.ts";

const id = "20260102t030405678-4k2j9x";

const document: SuperviseStdin = {
  config: {
    version: 1,
    identity: "dev-4k2j9",
    listen: { host: "0.0.0.0", port: 9100 },
    control: "/tmp/supervise.sock",
    queue: "/queue",
    gate: null,
  },
  live: {
    routes: "routes:\n  - host: api.example.com\n",
    allowlist: ["api.anthropic.com", "api.example.com"],
    dockerfile: "FROM claude-bottle-agent\n",
  },
};

function refusal(): string {
  const subject = { live: document.live, digest: () => "", gate: null };
  const routes = "routes:\n  - host: api.example.com\n    verbs: [GET]\n";
  const proposed = proposalTools["egress-proxy-block"].propose(routes, subject);
  return "problem" in proposed ? refusedAnswer(proposed.problem).text : "";
}

/** The dashboard on a terminal of 80 by 24, as tests see it. */
function picture(): string {
  const events: DashboardEvent[] = [
    { type: "overview", overview: sampleOverview },
    { type: "decision", decision: requestDecision() },
    {
      type: "decision",
      decision: requestDecision({
        verdict: "deny",
        host: "registry.example.com",
        path: "/left-pad",
        rule: "host",
      }),
    },
    {
      type: "outcome",
      ref: { identity: "dev-4k2j9", id },
      did: "Approved",
      outcome: { ok: true, changed: "", next: null },
    },
  ];
  const state = events.reduce((before, event) => update(before, event).state, initialState);
  return render(state, { columns: 80, rows: 24 })
    .map((row) => textOf(row).trimEnd())
    .join("\n");
}

const sections = Object.entries(proposalTools).map(
  ([name, { title, description, argument }]) =>
    `### ${name}\n\n${title}. Argument \`${argument.name}\`: ${argument.description}\n\n> ${description}`,
);

const detail = proposalDetail({ id });

/** The texts that docs/supervise.md quotes, as the code has them. */
export const superviseTexts: Readonly<Record<string, string>> = {
  instructions,
  "what was refused": unlistedHost(detail.summary).message,
  "the call": JSON.stringify({
    failed_url: `https://${detail.summary}/left-pad`,
    justification: detail.justification,
  }),
  "what the operator is shown": detailText(detail).trimEnd(),
  tools: [
    ...sections,
    `### ${listRoutes.name}\n\n${listRoutes.title}. No argument.\n\n> ${listRoutes.description}`,
  ].join("\n\n"),
  pending: pendingAnswer("pipelock-block", id).text,
  approved: decidedAnswer({
    version: 1,
    id,
    time: "2026-01-02T03:04:05.678Z",
    status: "approved",
    notes: "for this task only",
    changed: detail.diff.trimEnd(),
  }).text,
  refused: refusal(),
  dashboard: picture(),
  document: JSON.stringify(superviseStdinSchema.parse(document), null, 2),
};
