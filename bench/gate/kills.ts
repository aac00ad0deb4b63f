import { setTimeout as delay } from "node:timers/promises";
import { BottleError } from "@claude-bottle/shared";
import { git } from "../../apps/git-gate/src/testing/git.ts";
import {
  descendants,
  killAll,
  startGateProcess,
  type GateProcess,
} from "../../apps/git-gate/src/testing/process.ts";
import { sshdMissing } from "../../apps/git-gate/src/testing/ssh-upstream.ts";
import type { KillOutcome } from "../../tests/world/gate-alone/kill-during-push.ts";
import type { Bench } from "../row.ts";
import { killMoment } from "./kill-moment.ts";
import { killRows } from "./kill-rows.ts";
import { startRig, type Rig } from "./rig.ts";

const KILLS = 240;
const QUICK_KILLS = 12;
/** A push is over by then. */
const SPAN_MS = 1_200;

interface Victim {
  gate: GateProcess;
  /** What the gate had started before the push. */
  idle: readonly number[];
  /** How often there was a kill of this kind before. */
  nth: number;
}

/** The children of a push one after the other, as the kills go by. The gate lives on. */
async function killChild({ gate, idle, nth }: Victim): Promise<void> {
  const children = descendants(gate.child.pid ?? 0).filter((pid) => !idle.includes(pid));
  const child = children[nth % children.length];
  if (child !== undefined) killAll([child]);
}

const kinds: readonly ((victim: Victim) => Promise<void>)[] = [
  async ({ gate }) => await gate.kill("alone"),
  async ({ gate }) => await gate.kill("all"),
  killChild,
];

const isAlive = ({ child }: GateProcess): boolean => child.exitCode === null && child.signalCode === null;

/** Kills at one moment of a push, and looks at what client, upstream and the gate, which may be another one by then, think. */
async function killAt(rig: Rig, round: number): Promise<KillOutcome> {
  await using first = await startGateProcess(rig.document);
  const idle = descendants(first.child.pid ?? 0);
  const made = await rig.makeHistory(20);
  const ref = `refs/heads/kill-${round}`;
  const id = await made.ok("rev-parse", "refs/heads/main");
  const push = async ({ port }: GateProcess): Promise<number | null> => {
    const { code } = await git(["push", `http://127.0.0.1:${port}/repo`, `refs/heads/main:${ref}`], {
      cwd: made.path,
    });
    return code;
  };
  const pushing = push(first);
  await delay(killMoment(round, SPAN_MS));
  await kinds[round % kinds.length]?.({ gate: first, idle, nth: Math.floor(round / kinds.length) });
  const code = await pushing;
  const at = async (): Promise<string> =>
    (await rig.ours.bare.git("rev-parse", "--verify", "--quiet", ref)).stdout.trim();
  const before = await at();
  await using second = isAlive(first) ? null : await startGateProcess(rig.document);
  const gate = second ?? first;
  await push(gate);
  const [served, real] = await Promise.all(
    [`http://127.0.0.1:${gate.port}/repo`, rig.ours.bare.path].map(
      async (from) => (await git(["ls-remote", from], { cwd: rig.directory })).stdout,
    ),
  );
  return {
    isFalseSuccess: code === 0 && before !== id,
    isLost: (await at()) !== id,
    isDifferent: served !== real,
  };
}

/** Kills at moments spread over a push: the gate alone, the gate with all its children, one of the children alone. */
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
    outcomes.push(await killAt(rig, round));
    if ((round + 1) % 20 === 0) say(`${round + 1} kills`);
  }
  return killRows("gate.kills", outcomes);
};
