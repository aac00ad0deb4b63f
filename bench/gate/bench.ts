import { rm } from "node:fs/promises";
import { join } from "node:path";
import { BottleError } from "@claude-bottle/shared";
import { WorkingCopy } from "../../apps/git-gate/src/testing/git.ts";
import { sshdMissing } from "../../apps/git-gate/src/testing/ssh-upstream.ts";
import { inRounds, median, pairedRatios } from "../pairing.ts";
import { residentMegabytes } from "../egress/process-figures.ts";
import type { Bench, Measurement } from "../row.ts";
import { OBJECTS_PER_COMMIT } from "./history.ts";
import { startRig, type Rig, type Way } from "./rig.ts";
import { timedGit } from "./timed-git.ts";
import { watchMemory } from "./tree-memory.ts";

/** Objects of large pushes. */
const LARGE = [10_000, 100_000] as const;

interface Pace {
  small: number;
  clones: number;
  /** Rounds of large pushes. */
  large: readonly [number, number];
  /** So many of them while the memory is looked at. */
  watched: readonly [number, number];
}

const THOROUGH: Pace = { small: 15, clones: 5, large: [5, 5], watched: [5, 3] };
const QUICK: Pace = { small: 3, clones: 2, large: [2, 1], watched: [2, 1] };

function compared(id: string, results: ReadonlyMap<Way, number[]>): Measurement {
  const [ours = [], peer = []] = [...results.values()];
  const ratios = pairedRatios(ours, peer);
  return {
    row: { id, unit: "ms", ours: median(ours), peer: median(peer), ratio: median(ratios) },
    ratios,
  };
}

async function cloneOf(rig: Rig, way: Way): Promise<WorkingCopy> {
  await timedGit(way, rig.directory, ["clone", "--quiet", way.url, way.name]);
  return new WorkingCopy(join(rig.directory, way.name));
}

async function smallPush(copy: WorkingCopy, way: Way, count: number): Promise<number> {
  await copy.commit("small.txt", `${way.name} ${count}\n`);
  return await timedGit(way, copy.path, [
    "push",
    "--quiet",
    "origin",
    `HEAD:refs/heads/small-${count % 4}`,
    "--force",
  ]);
}

async function largePush(rig: Rig, way: Way, objects: number): Promise<number> {
  const made = await rig.makeHistory(Math.round(objects / OBJECTS_PER_COMMIT));
  const ref = `refs/heads/large-${made.path.replaceAll(/\D/g, "")}`;
  const taken = await timedGit(way, made.path, ["push", "--quiet", way.url, `refs/heads/main:${ref}`]);
  await rm(made.path, { recursive: true });
  return taken;
}

async function bareClone(rig: Rig, way: Way): Promise<number> {
  const taken = await timedGit(way, rig.directory, ["clone", "--quiet", "--bare", way.url, "cloned"]);
  await rm(join(rig.directory, "cloned"), { recursive: true });
  return taken;
}

/**
 * A gate of its own and all its gits at their highest, over large pushes and a clone of them. By itself: what is looked at takes
 * a tenth longer.
 */
async function memoryRow({ watched }: Pace, say: (line: string) => void): Promise<Measurement["row"]> {
  await using rig = await startRig();
  const { pid } = rig.gate.child;
  if (pid === undefined) throw new BottleError("internal", "The gate has no process");
  using memory = watchMemory(pid);
  for (const [index, objects] of LARGE.entries())
    for (let count = watched[index] ?? 0; count > 0; count -= 1) await largePush(rig, rig.ours, objects);
  await bareClone(rig, rig.ours);
  say(`the gate's own process had ${Math.round(residentMegabytes(pid, "highest"))} MB at its highest`);
  return { id: "gate.rss", unit: "MB", ours: memory.highest, peer: null, ratio: null };
}

/** The gate against git straight to the same sshd. */
export const gate: Bench = async ({ quick, say }) => {
  if (sshdMissing !== null)
    throw new BottleError("not-available", `The gate cannot be measured: ${sshdMissing}`, {
      hint: "Install openssh-server",
    });
  const pace = quick ? QUICK : THOROUGH;
  await using rig = await startRig();
  const ways = [rig.ours, rig.peer] as const;
  const measured: Measurement[] = [];
  const copies = new Map<Way, WorkingCopy>();
  for (const way of ways) copies.set(way, await cloneOf(rig, way));
  const copyOf = (way: Way): WorkingCopy => copies.get(way) ?? new WorkingCopy(rig.directory);
  let count = 0;
  say(`small pushes and fetches with nothing new: ${pace.small} rounds`);
  const push = async (way: Way): Promise<number> => await smallPush(copyOf(way), way, (count += 1));
  await inRounds(ways, 1, push);
  measured.push(compared("gate.push.small", await inRounds(ways, pace.small, push)));
  const fetch = async (way: Way): Promise<number> =>
    await timedGit(way, copyOf(way).path, ["fetch", "--quiet"]);
  measured.push(compared("gate.fetch", await inRounds(ways, pace.small, fetch)));
  for (const [index, objects] of LARGE.entries()) {
    const rounds = pace.large[index] ?? 1;
    say(`pushes of ${objects} objects: ${rounds} rounds`);
    const id = `gate.push.${objects / 1000}k`;
    measured.push(
      compared(id, await inRounds(ways, rounds, async (way) => await largePush(rig, way, objects))),
    );
  }
  say(`clones of all that: ${pace.clones} rounds`);
  const clones = await inRounds(ways, pace.clones, async (way) => await bareClone(rig, way));
  measured.push(compared("gate.clone", clones));
  say("memory of a gate that takes such pushes and a clone");
  measured.push({ row: await memoryRow(pace, say) });
  return measured;
};
