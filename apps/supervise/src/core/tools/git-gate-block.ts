import { fingerprintSchema, longest } from "@claude-bottle/shared/contracts";
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
  async propose(text, { gate }) {
    if (gate === null) return { problem: "this bottle has no git-gate, so there is nothing to waive" };
    const { success, data: fingerprint } = fingerprintSchema.safeParse(text);
    const standing = success ? await gate(fingerprint) : "unknown";
    switch (standing) {
      case "known":
        return { change: { fingerprint: text } };
      case "unknown":
        return {
          problem:
            "git-gate has refused no push with this fingerprint. Copy it from the refusal, as it was printed there",
        };
      case "unreachable":
        return {
          problem: "git-gate does not say whether it refused a push with this fingerprint. Call again later",
        };
    }
  },
};
