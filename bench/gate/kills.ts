import { setTimeout as delay } from "node:timers/promises";
import { BottleError } from "@claude-bottle/shared";
import { git, type WorkingCopy } from "../../apps/git-gate/src/testing/git.ts";
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
const COMMITS = 20;
/** How far the moments reach, in times of an undisturbed push: a little past its end. */
const SPAN = 1.1;

interface Victim {
  gate: GateProcess;
  /** What the gate had started before the push. */
  idle: readonly number[];
  /** How often there was a kill of this kind before. */
  nth: number;
}

/** Ends one of the push's children, each time the next one. The gate lives on. False: it has none at this moment. */
async function killChild({ gate, idle, nth }: Victim): Promise<boolean> {
  const children = descendants(gate.child.pid ?? 0).filter((pid) => !idle.includes(pid));
  const child = children[nth % children.length];
  if (child !== undefined) killAll([child]);
  return child !== undefined;
}

async function killGate({ gate }: Victim, what: "alone" | "all"): Promise<boolean> {
  await gate.kill(what);
  return true;
}

const kinds: readonly ((victim: Victim) => Promise<boolean>)[] = [
  async (victim) => await killGate(victim, "alone"),
  async (victim) => await killGate(victim, "all"),
  killChild,
];

const isAlive = ({ child }: GateProcess): boolean => child.exitCode === null && child.signalCode === null;

async function push(made: WorkingCopy, { port }: GateProcess, ref: string): Promise<number | null> {
  const args = ["push", `http://127.0.0.1:${port}/repo`, `refs/heads/main:${ref}`];
  return (await git(args, { cwd: made.path })).code;
}

/** Milliseconds that a push takes where nobody is killed. */
async function undisturbed(rig: Rig): Promise<number> {
  await using gate = await startGateProcess(rig.document);
  const made = await rig.makeHistory(COMMITS);
  const begun = performance.now();
  await push(made, gate, "refs/heads/undisturbed");
  return performance.now() - begun;
}

/** Kills at one moment of a push, and looks at what client, upstream and the gate, if need be the next one, think; null: there was nobody. */
async function killAt(
  rig: Rig,
  { round, after }: { round: number; after: number },
): Promise<KillOutcome | null> {
  await using first = await startGateProcess(rig.document);
  const idle = descendants(first.child.pid ?? 0);
  const made = await rig.makeHistory(COMMITS);
  const ref = `refs/heads/kill-${round}`;
  const id = await made.ok("rev-parse", "refs/heads/main");
  const pushing = push(made, first, ref);
  await delay(after);
  const victim = { gate: first, idle, nth: Math.floor(round / kinds.length) };
  const isKilled = await kinds[round % kinds.length]?.(victim);
  const code = await pushing;
  if (isKilled !== true) return null;
  const at = async (): Promise<string> =>
    (await rig.ours.bare.git("rev-parse", "--verify", "--quiet", ref)).stdout.trim();
  const before = await at();
  await using second = isAlive(first) ? null : await startGateProcess(rig.document);
  const gate = second ?? first;
  await push(made, gate, ref);
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
  const span = SPAN * (await undisturbed(rig));
  say(`moments over ${Math.round(span)} ms`);
  for (let round = 0; outcomes.length < kills; round += 1) {
    const outcome = await killAt(rig, { round, after: killMoment(round, span) });
    if (outcome === null) continue;
    outcomes.push(outcome);
    if (outcomes.length % 20 === 0) say(`${outcomes.length} kills`);
  }
  return killRows("gate.kills", outcomes);
};
