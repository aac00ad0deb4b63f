import { type Agent, resolveAgent } from "@claude-bottle/manifest";
import { BottleError, identityOf } from "@claude-bottle/shared";
import type { Backend } from "../backend/backend.ts";
import { type Spec, makePlan } from "../core/make-plan.ts";
import type { Plan } from "../core/plan.ts";
import type { KeptBottle } from "../core/state.ts";
import { checkPlanned, readNetwork } from "../host/files.ts";
import { fingerprint } from "../host/fingerprint.ts";
import { inspectWorkingCopy } from "../host/inspect-working-copy.ts";
import { readIdentities } from "../host/read-identities.ts";
import { pickBackend } from "./backend.ts";
import type { Context } from "./context.ts";
import { loadLibrary } from "./load.ts";

export interface Prepared {
  plan: Plan;
  backend: Backend;
  /** What the reading of the manifest gave occasion to say. */
  notes: string[];
}

interface Wish {
  agent: string;
  spec: Spec;
  /** What is resumed; null: nothing is. */
  kept: KeptBottle | null;
  backend: string | undefined;
  manifest: string | undefined;
  dryRun: boolean;
}

/** Loads, plans and checks everything that can be checked without creating anything. */
export async function prepare(context: Context, wish: Wish): Promise<Prepared> {
  const reached = reach(context, wish);
  // What is wrong with a manifest is said first
  reached.catch(() => undefined);
  const library = await loadLibrary(context, wish.manifest);
  const resolved = resolveAgent(library, wish.agent);
  const network = await readNetwork(context, context.environment);
  const { backend, because, runtime } = await reached;
  const notes = [...(because === null ? [] : [because]), ...library.warnings, ...shadowing(resolved.agent)];
  const plan = makePlan(wish.spec, resolved, {
    identity: wish.kept?.identity ?? identityOf(wish.agent, (below) => context.random(below)),
    kept: wish.kept,
    home: context.home,
    userHome: context.userHome,
    backend: backend.name,
    runtime: runtime ?? "unknown",
    startedAt: context.now(),
    network,
    repository: wish.spec.copyCwd ? await inspectWorkingCopy(wish.spec.cwd) : null,
    fingerprint,
  });
  await checkPlanned(plan.skills, plan.dockerfile);
  await readIdentities(plan.git);
  if (wish.kept !== null && runtime !== null) await refuseRunning(backend, plan.identity);
  if (runtime === null)
    notes.push(`No engine of the backend ${backend.name} answered: what it must have was not checked`);
  else {
    await checkEngine(backend, plan).catch((error: unknown) => {
      if (because === null || !(error instanceof BottleError)) throw error;
      // Nobody asked for this backend: the way out may be the one before it
      if (!wish.dryRun)
        throw new BottleError(error.code, error.message, { hint: waysOut(error, because), cause: error });
      notes.push(`It would not start: ${error.message}`);
    });
  }
  return { plan, backend, notes };
}

function waysOut({ hint }: BottleError, because: string): string {
  return [...(hint === undefined ? [] : [hint]), because].join("\n");
}

async function refuseRunning(backend: Backend, identity: string): Promise<void> {
  if (!(await backend.list()).some((each) => each.identity === identity)) return;
  throw new BottleError("name-taken", `"${identity}" is running`, {
    hint: `Work in it with claude-bottle exec ${identity} -- …, or end it with claude-bottle stop ${identity}`,
  });
}

/** A repository's agent is not the one that the operator wrote. */
function shadowing({ name, path, replaces }: Agent): string[] {
  return replaces === null
    ? []
    : [`The agent "${name}" is that of this directory (${path}), not ${replaces}`];
}

/** The backend and its answer, which take their time: they are asked for while the manifests are read. */
async function reach(context: Context, { backend: flag, dryRun }: Wish) {
  const choice = await pickBackend(context, flag);
  return { ...choice, runtime: await runtimeOf(choice.backend, dryRun) };
}

/** A dry run is of use without an engine; a launch is not. */
async function runtimeOf(backend: Backend, dryRun: boolean): Promise<string | null> {
  try {
    return (await backend.facts()).runtime;
  } catch (error) {
    if (dryRun && error instanceof BottleError && error.code === "engine-unreachable") return null;
    throw error;
  }
}

/** Names first: a name in the way costs no build. */
async function checkEngine(backend: Backend, plan: Plan): Promise<void> {
  const { names } = plan;
  const taken = await backend.taken([
    names.agent,
    ...Object.values(names.sidecar),
    ...Object.values(names.network),
    ...Object.values(names.volume),
    ...(plan.copyCwd ? [names.derivedImage] : []),
  ]);
  if (taken.length > 0) {
    throw new BottleError("name-taken", `The engine already has "${taken.join('", "')}"`, {
      hint: "Run claude-bottle cleanup, then start again",
    });
  }
  await backend.validate(plan);
}
