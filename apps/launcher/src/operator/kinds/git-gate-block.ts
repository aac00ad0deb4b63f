import { unifiedDiff } from "../unified-diff.ts";
import type { KindRules } from "./kind-rules.ts";

const text = (waivers: readonly string[]): string => waivers.map((each) => `${each}\n`).join("");

export const gitGateBlock: KindRules<"git-gate-block"> = {
  summary: ({ change }) => `waive ${change.fingerprint}`,
  editable: () => null,
  basis: async () => null,
  async propose(bottle, { change: { fingerprint }, justification }) {
    const waivers = await bottle.waivers();
    const after = waivers.includes(fingerprint) ? waivers : [...waivers, fingerprint];
    return {
      target: { of: "waiver", fingerprint, reason: justification.slice(0, 1000) },
      diff: unifiedDiff("waivers", text(waivers), text(after)),
      nothing: "This finding passes already.",
      warnings: [
        "If the finding is a secret, it leaves this machine with the next push and counts as published.",
      ],
      mustType: [],
    };
  },
};
