import { join } from "node:path";
import { BottleError } from "@claude-bottle/shared";
import type { Backend, Leftover } from "../backend/backend.ts";
import { leftoverTable, removalOrder } from "../core/cleanup.ts";
import { besideState, identitiesBeside } from "../host/beside-state.ts";
import { type StateEntry, deleteState, listStates } from "../host/state-files.ts";
import { unheld } from "../host/state-lock.ts";
import { reachableBackends } from "./backend.ts";
import { defineCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { backendFlag, formatFlag } from "./flags.ts";
import { confirm } from "./confirm.ts";

export const cleanup = defineCommand({
  name: "cleanup",
  summary:
    "Find everything that bottles left on this machine, running or not, and ask what to remove; of all, or of those named",
  arguments: [{ name: "identity", required: false, many: true, values: "identities" }],
  flags: {
    yes: { type: "boolean", summary: "Remove the resources without asking" },
    state: { type: "boolean", summary: "With --yes: delete the state directories too" },
    ...formatFlag,
    ...backendFlag,
  },
  async run({ arguments: named, flags }, context) {
    const backends = await reachableBackends(context, flags.backend);
    const wanted = ({ identity }: { identity: string }): boolean =>
      named.length === 0 || named.includes(identity);
    const leftovers = removalOrder((await leftoversOf(backends)).filter(wanted));
    // What a launcher has in its hands right now is no leftover, though the engine may not have anything of it yet
    const states = await unheld((await leftStates(context.home)).filter(wanted));
    if (flags.format === "json" && flags.yes !== true) {
      context.out(`${JSON.stringify({ resources: leftovers, state: states }, null, 2)}\n`);
      return 0;
    }
    if (leftovers.length + states.length === 0) {
      context.err("Nothing is left of any bottle\n");
      return 0;
    }
    if (leftovers.length > 0) context.err(`Resources of bottles:\n${leftoverTable(leftovers)}`);
    if (states.length > 0)
      context.err(
        `State of bottles:\n${states.flatMap(({ paths }) => paths.map((path) => `  ${path}\n`)).join("")}`,
      );
    if (flags.yes !== true && !context.terminal.interactive) {
      throw new BottleError("terminal-required", "There is no terminal to ask what to remove", {
        hint: "Add --yes to remove the resources, and --state to delete the state too",
      });
    }
    const failed = await removeResources({ backends, leftovers, yes: flags.yes === true }, context);
    await deleteStates(await orphaned(backends, states), flags, context);
    return failed === 0 ? 0 : 1;
  },
});

interface LeftState extends StateEntry {
  /** All that is there of it: state, queue, claims. */
  paths: string[];
}

/** Of every bottle of which the home still has something; a crash may leave a queue without its state. */
async function leftStates(home: string): Promise<LeftState[]> {
  const kept = await listStates(home);
  const known = new Set(kept.map(({ identity }) => identity));
  const stateless = (await identitiesBeside(home))
    .filter((identity) => !known.has(identity))
    .map((identity) => ({ identity, path: join(home, "state", identity), metadata: null, own: [] }));
  const all = [...kept.map((state) => ({ ...state, own: [state.path] })), ...stateless];
  return await Promise.all(
    all.map(async ({ own, ...state }) => ({ ...state, paths: [...own, ...(await besideState(state.path))] })),
  );
}

/** Something left, and the backend that holds it. */
type Held = Leftover & { backend: string };

async function leftoversOf(backends: readonly Backend[]): Promise<Held[]> {
  const all = await Promise.all(
    backends.map(async (backend) =>
      (await backend.leftovers()).map((each) => ({ ...each, backend: backend.name })),
    ),
  );
  return all.flat();
}

/** Gives how many could not be removed. */
async function removeResources(
  { backends, leftovers, yes }: { backends: Backend[]; leftovers: Held[]; yes: boolean },
  context: Context,
): Promise<number> {
  if (leftovers.length === 0) return 0;
  if (!yes && !(await confirm(`Remove ${count(leftovers.length, "resource")}?`, context))) return 0;
  let failed = 0;
  for (const leftover of leftovers) {
    try {
      await backends.find(({ name }) => name === leftover.backend)?.remove(leftover);
    } catch (error) {
      failed += 1;
      const why = error instanceof Error ? error.message : String(error);
      context.err(`Could not remove the ${leftover.kind} "${leftover.name}": ${why}\n`);
    }
  }
  context.err(`Removed ${count(leftovers.length - failed, "resource")}\n`);
  return failed;
}

/** The state of a bottle that still has resources is not up for deletion. */
async function orphaned(backends: Backend[], states: LeftState[]): Promise<LeftState[]> {
  const held = new Set((await leftoversOf(backends)).map((each) => each.identity));
  return states.filter((state) => !held.has(state.identity));
}

async function deleteStates(
  states: LeftState[],
  flags: { yes?: boolean; state?: boolean },
  context: Context,
): Promise<void> {
  if (states.length === 0) return;
  const agreed =
    flags.yes === true
      ? flags.state === true
      : await confirm(`Delete the state of ${count(states.length, "bottle")}?`, context);
  if (!agreed) return;
  for (const state of states) await deleteState(state.path);
  context.err(`Deleted the state of ${count(states.length, "bottle")}\n`);
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
