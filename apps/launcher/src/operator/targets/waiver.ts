import { askSidecar } from "../ask-sidecar.ts";
import type { LiveBottle } from "../live-bottle.ts";
import { notApplied } from "./applied.ts";
import type { TargetRules } from "./target-rules.ts";

const isWaived = async (bottle: LiveBottle, fingerprint: string): Promise<boolean> =>
  (await bottle.waivers()).includes(fingerprint);

export const waiver: TargetRules<"waiver"> = {
  async apply(bottle, { fingerprint, reason }) {
    const body = { fingerprint, reason };
    await askSidecar(bottle.sidecar("git-gate"), { method: "POST", path: "/waive", body });
    return (await isWaived(bottle, fingerprint))
      ? { ok: true, next: null }
      : notApplied("git-gate took the waiver and does not show it");
  },
  isInForce: (bottle, { fingerprint }) => isWaived(bottle, fingerprint),
};
