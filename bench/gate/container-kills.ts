import { setTimeout as delay } from "node:timers/promises";
import { BottleError } from "@claude-bottle/shared";
import { engineMissing } from "../../tests/world/docker-cli.ts";
import { startGateAlone } from "../../tests/world/gate-alone/gate-alone.ts";
import { killDuringPush, type KillOutcome } from "../../tests/world/gate-alone/kill-during-push.ts";
import { serviceMissing } from "../../tests/world/service-image.ts";
import type { Bench } from "../row.ts";
import { killMoment } from "./kill-moment.ts";
import { killRows } from "./kill-rows.ts";

const KILLS = 100;
const QUICK_KILLS = 6;
/** A push is over by then, with the engine's start of its client. */
const SPAN_MS = 2_500;
/** Its image has no `pkill`. */
const CUT_CLIENT =
  'for p in /proc/[0-9]*; do [ "$(cat $p/comm)" = git ] && kill -KILL "${p#/proc/}"; done; true';

/** Kills the container of the gate's image at moments spread over a push, every third time with the client. */
export const gateContainerKills: Bench = async ({ quick, say }) => {
  const missing = engineMissing() ?? serviceMissing("git-gate");
  if (missing !== null)
    throw new BottleError("not-available", `Nothing can be killed: ${missing}`, {
      hint: "Start an engine, and build the bundles: npm run build",
    });
  const kills = quick ? QUICK_KILLS : KILLS;
  await using gate = await startGateAlone();
  const outcomes: KillOutcome[] = [];
  for (let round = 0; round < kills; round += 1) {
    const moment = async (): Promise<void> => {
      await delay(killMoment(round, SPAN_MS));
      if (round % 3 === 2) await gate.client(CUT_CLIENT);
    };
    outcomes.push(await killDuringPush(gate, { ref: `refs/heads/kill-${round}`, moment }));
    if ((round + 1) % 10 === 0) say(`${round + 1} kills`);
  }
  return killRows("gate.container-kills", outcomes);
};
