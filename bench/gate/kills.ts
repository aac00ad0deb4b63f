import { setTimeout as delay } from "node:timers/promises";
import { BottleError } from "@claude-bottle/shared";
import { git } from "../../apps/git-gate/src/testing/git.ts";
import { startGateProcess, type GateProcess } from "../../apps/git-gate/src/testing/process.ts";
import { sshdMissing } from "../../apps/git-gate/src/testing/ssh-upstream.ts";
import type { KillOutcome } from "../../tests/world/gate-alone/kill-during-push.ts";
import type { Bench } from "../row.ts";
import { killMoment } from "./kill-moment.ts";
import { killRows } from "./kill-rows.ts";
import { startRig, type Rig } from "./rig.ts";

const KILLS = 200;
const QUICK_KILLS = 12;
/** A push is over by then. */
const SPAN_MS = 1_200;

/** Kills a gate at one moment of a push, and looks at what client, upstream and the next gate think. */
async function killAt(
  rig: Rig,
  gate: GateProcess,
  { round, after }: { round: number; after: number },
): Promise<KillOutcome> {
  const made = await rig.makeHistory(20);
  const ref = `refs/heads/kill-${round}`;
  const id = await made.ok("rev-parse", "refs/heads/main");
  const url = `http://127.0.0.1:${gate.port}/repo`;
  const pushing = git(["push", url, `refs/heads/main:${ref}`], { cwd: made.path });
  await delay(after);
  await gate.kill(round % 2 === 0 ? "alone" : "all");
  const { code } = await pushing;
  const at = async (): Promise<string> =>
    (await rig.ours.bare.git("rev-parse", "--verify", "--quiet", ref)).stdout.trim();
  const before = await at();
  await using next = await startGateProcess(rig.document);
  const nextUrl = `http://127.0.0.1:${next.port}/repo`;
  await git(["push", nextUrl, `refs/heads/main:${ref}`], { cwd: made.path });
  const [served, real] = await Promise.all(
    [nextUrl, rig.ours.bare.path].map(
      async (from) => (await git(["ls-remote", from], { cwd: rig.directory })).stdout,
    ),
  );
  return {
    isFalseSuccess: code === 0 && before !== id,
    isLost: (await at()) !== id,
    isDifferent: served !== real,
  };
}

/** Kills the gate at moments spread over a push, alone and with all its children. */
export const gateKills: Bench = async ({ quick, say }) => {
  if (sshdMissing !== null)
    throw new BottleError("not-available", `Nothing can be killed: ${sshdMissing}`, {
      hint: "Install openssh-server",
    });
  const kills = quick ? QUICK_KILLS : KILLS;
  await using rig = await startRig();
  await rig.gate[Symbol.asyncDispose]();
  const outcomes: KillOutcome[] = [];
  for (let round = 0; round < kills; round += 1) {
    await using gate = await startGateProcess(rig.document);
    outcomes.push(await killAt(rig, gate, { round, after: killMoment(round, SPAN_MS) }));
    if ((round + 1) % 20 === 0) say(`${round + 1} kills`);
  }
  return killRows("gate.kills", outcomes);
};
