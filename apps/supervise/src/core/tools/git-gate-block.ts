import { longest } from "@claude-bottle/shared/contracts";
import type { ProposalTool } from "./proposal-tool.ts";

export const gitGateBlock: ProposalTool<"git-gate-block"> = {
  title: "Propose to waive a finding",
  description: `Ask the operator to let one finding pass, when git-gate refused a push for something that only looks like \
a secret. If it is a secret, take it out of the commits instead. Only that finding is waived, and only in this bottle; \
once approved, push again.`,
  argument: {
    name: "fingerprint",
    description: "The finding's fingerprint, as the refused push printed it.",
    longest: longest.fingerprint,
  },
  propose(text, { live }) {
    if (live.findings === null)
      return { problem: "this bottle has no git-gate, so there is nothing to waive" };
    return live.findings.includes(text)
      ? { change: { fingerprint: text } }
      : {
          problem:
            "git-gate has refused no push with this fingerprint. Copy it from the refusal; right after a push, wait a few seconds",
        };
  },
};
