import { nearest } from "@claude-bottle/manifest";
import { BottleError, identityPattern } from "@claude-bottle/shared";
import type { KeptBottle } from "../core/state.ts";
import { exists } from "../host/files.ts";
import { type StateEntry, listStates, readKept } from "../host/state-files.ts";
import { holdState } from "../host/state-lock.ts";
import { defineCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { launchFlags, launchOrder, showOrLaunch } from "./launch.ts";
import { hostPath } from "./load.ts";
import { prepare } from "./prepare.ts";

export const resume = defineCommand({
  name: "resume",
  summary:
    "Start a kept bottle again under its identity: its agent as the manifest has it now, its own image, its conversation, its working directory",
  arguments: [{ name: "identity", required: true }],
  flags: launchFlags,
  rest: "command…",
  async run({ arguments: [identity = ""], flags, rest }, context) {
    const order = launchOrder(flags, rest, context);
    const entry = await findState(identity, context);
    await using _ = order.dryRun ? null : await holdState(entry.path, identity);
    const kept = await readAgain(entry);
    refuseOtherBackend(kept, flags.backend, context);
    await refuseMissingDirectory(kept);
    const there = { ...context, cwd: kept.cwd };
    const prepared = await prepare(there, {
      agent: kept.agent,
      spec: { cwd: kept.cwd, copyCwd: kept.copyCwd, mountCwd: kept.mountCwd, ...order.runs },
      kept,
      backend: kept.backend,
      manifest: flags.manifest === undefined ? undefined : hostPath(flags.manifest, context),
      dryRun: order.dryRun,
    });
    return await showOrLaunch(prepared, order, there);
  },
});

async function findState(identity: string, { home }: Context): Promise<StateEntry> {
  const states = (await listStates(home)).filter((each) => identityPattern.test(each.identity));
  const found = states.find((each) => each.identity === identity);
  if (found !== undefined) return found;
  const known = states.map((each) => each.identity);
  const near = nearest(identity, known);
  throw new BottleError("unknown-identity", `No bottle "${identity}" was kept`, {
    hint:
      near === null
        ? known.length === 0
          ? "Nothing was kept; start an agent with claude-bottle start <agent>"
          : `Use one of: ${known.join(", ")}`
        : `Did you mean "${near}"?`,
  });
}

async function readAgain(entry: StateEntry): Promise<KeptBottle> {
  const kept = await readKept(entry);
  if (kept !== null) return kept;
  throw new BottleError("unknown-identity", `What was kept in "${entry.path}" cannot be read`, {
    hint: `Its metadata.json is missing or damaged; delete it with claude-bottle cleanup ${entry.identity}`,
  });
}

/** What one backend kept is not another's to carry on. */
function refuseOtherBackend(
  { identity, backend }: KeptBottle,
  flag: string | undefined,
  { backends }: Context,
): void {
  if (flag !== undefined && flag !== backend) {
    throw new BottleError(
      "usage",
      `"${identity}" was started on the backend "${backend}", not on "${flag}"`,
      {
        hint: "Leave --backend out, or start the agent anew on that one",
      },
    );
  }
  if (Object.hasOwn(backends, backend)) return;
  throw new BottleError(
    "unknown-backend",
    `"${identity}" was started on the backend "${backend}", which is not one of this version`,
    { hint: `Start the agent anew on one of: ${Object.keys(backends).join(", ")}` },
  );
}

async function refuseMissingDirectory({ identity, cwd, copyCwd, mountCwd }: KeptBottle): Promise<void> {
  if (!(copyCwd || mountCwd) || (await exists(cwd))) return;
  const had = mountCwd ? `had "${cwd}" itself` : `has a copy of "${cwd}"`;
  throw new BottleError("file-missing", `"${identity}" ${had}, which is no longer there`, {
    hint: "Put the directory back, or start the agent anew in another one",
  });
}
