import { readRoutesFile, type Route } from "@claude-bottle/manifest";
import { type EgressInForce, egressInForceSchema, type EgressReload } from "@claude-bottle/policy";
import { BottleError } from "@claude-bottle/shared";
import { currentConfig } from "@claude-bottle/shared/contracts";
import type { RunningPipelock } from "../../backend/backend.ts";
import { liveAllowlist } from "../../pipelock/apply.ts";
import { allowlistOf } from "../../pipelock/reloadable.ts";
import { withAllowlist } from "../../pipelock/yaml.ts";
import { askSidecar } from "../ask-sidecar.ts";
import { routesText, slotsToHand, withRoutes } from "../in-force.ts";
import type { LiveBottle, Reach } from "../live-bottle.ts";
import type { TargetOf } from "../target.ts";
import { type Applied, notApplied, wordsOf } from "./applied.ts";
import type { Means, TargetRules } from "./target-rules.ts";

/**
 * pipelock first, then egress-proxy: what the agent's proxy opens is open behind it already. Where the second fails, the
 * first is put back.
 */
export const reach: TargetRules<"reach"> = {
  async apply(bottle, target, means) {
    const before = await bottle.reach();
    const order = await orderFor(before, target, means);
    const refused = await changePipelock(before.pipelock, target.allowlist);
    if (refused !== null || order === null) return refused ?? { ok: true, next: null };
    const failed = await changeEgress(bottle, order);
    if (failed === null) return { ok: true, next: null };
    const stuck = await restorePipelock(bottle, before);
    const reason = stuck === null ? failed.reason : `${failed.reason}; ${stuck}`;
    return { ok: false, reason, hint: null, inDoubt: failed.inDoubt || stuck !== null };
  },

  async isInForce(bottle, { routes, allowlist }) {
    const { egress, pipelock, ...now } = await bottle.reach();
    return (
      (egress === null ? null : routesText(egress)) === routes &&
      same(now.allowlist, allowlist) &&
      (pipelock === null || pipelock.running === withAllowlist(pipelock.running, allowlist))
    );
  },
};

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Its keys in the order in which an answer has them. */
const ordered = (inForce: EgressInForce): EgressInForce => egressInForceSchema.parse(inForce);

interface Order {
  reload: EgressReload;
  /** What egress-proxy says of itself then. */
  wanted: EgressInForce;
}

/** What egress-proxy is told; null: the bottle has none. */
async function orderFor({ egress }: Reach, target: TargetOf<"reach">, means: Means): Promise<Order | null> {
  if (egress === null) return null;
  const wanted = ordered(withRoutes(egress, routesOf(target), target.allowlist));
  const unknown = wanted.slots.filter((name) => !egress.slots.includes(name));
  const secrets = await means.tokens(unknown);
  const values = new Map(secrets.map((secret, index) => [unknown[index] ?? secret.name, secret.reveal()]));
  return {
    reload: { config: wanted.config, slots: slotsToHand(egress.slots, wanted.slots, values) },
    wanted,
  };
}

function routesOf({ routes }: TargetOf<"reach">): Route[] {
  const read = routes === null ? [] : readRoutesFile(currentConfig.routes, routes).routes;
  if (read !== null) return read;
  throw new BottleError("internal", "Routes that were checked cannot be read any more");
}

async function changePipelock(
  pipelock: RunningPipelock | null,
  hosts: readonly string[],
): Promise<Applied | null> {
  if (pipelock === null) return null;
  const { control, running } = pipelock;
  const change = await liveAllowlist(control, running).change(withAllowlist(running, hosts));
  if (change.outcome === "applied") return null;
  if (change.outcome === "restart-needed")
    return notApplied(
      "pipelock cannot take this while it runs",
      "Write it into the manifest and start again",
    );
  const unsure = change.restored ? "" : "; nobody confirmed that its old rules hold";
  const reason = `pipelock refused: ${change.reason}${unsure}`;
  return { ok: false, reason, hint: null, inDoubt: !change.restored };
}

/** null: it is in force, as egress-proxy itself says. */
async function changeEgress(
  bottle: LiveBottle,
  { reload, wanted }: Order,
): Promise<{ reason: string; inDoubt: boolean } | null> {
  let reason = "egress-proxy took the change and does not show it";
  try {
    const body = reload;
    await askSidecar(bottle.sidecar("egress-proxy"), { method: "PUT", path: "/config", body });
  } catch (error) {
    reason = wordsOf(error);
  }
  // Also after a failure: only the answer may be lost
  try {
    return same(await bottle.egress(), wanted) ? null : { reason, inDoubt: false };
  } catch (error) {
    return { reason: `${reason}; it cannot be asked what holds: ${wordsOf(error)}`, inDoubt: true };
  }
}

/** null: what held before holds again. */
async function restorePipelock(bottle: LiveBottle, before: Reach): Promise<string | null> {
  if (before.pipelock === null) return null;
  try {
    const now = await bottle.backend.pipelock(bottle.identity);
    const put = await changePipelock(now, allowlistOf(before.pipelock.running));
    return put === null || put.ok ? null : `pipelock was not put back: ${put.reason}`;
  } catch (error) {
    return `pipelock was not put back: ${wordsOf(error)}`;
  }
}
