import { BottleError } from "@claude-bottle/shared";
import { jsonPlan } from "../core/json-plan.ts";
import type { Plan } from "../core/plan.ts";
import { preflight } from "../core/preflight.ts";
import { askForEnv, refuseUnanswerable, resolveHostEnv } from "../core/resolve-env.ts";
import { resolveTokens } from "../core/resolve-tokens.ts";
import { readIdentities } from "../host/read-identities.ts";
import { writeState } from "../host/state-files.ts";
import { holdState } from "../host/state-lock.ts";
import { hostTokenSources } from "../host/token-sources.ts";
import { confirm } from "./confirm.ts";
import type { Context } from "./context.ts";
import { backendFlag, formatFlag, manifestFlag } from "./flags.ts";
import type { Interruption } from "./interruption.ts";
import type { Prepared } from "./prepare.ts";
import { leaveNothing, runSession } from "./session.ts";

/** What `start` and `resume` have in common. */
export const launchFlags = {
  "dry-run": { type: "boolean", summary: "Show the plan and stop; nothing is created" },
  yes: { type: "boolean", summary: "Start without asking" },
  detach: {
    type: "boolean",
    summary:
      "Leave the bottle running and print its identity; a --prompt or command runs in the background, claude-bottle logs shows what it says",
  },
  prompt: { type: "string", value: "TEXT", summary: "One turn with this text instead of a session" },
  ...formatFlag,
  ...backendFlag,
  ...manifestFlag,
} as const;

interface LaunchFlags {
  "dry-run"?: boolean | undefined;
  yes?: boolean | undefined;
  detach?: boolean | undefined;
  prompt?: string | undefined;
  format?: string | undefined;
}

/** How a launch is to go, as far as the command line says. */
export interface Order {
  dryRun: boolean;
  json: boolean;
  yes: boolean;
  /** What runs. */
  runs: { turn: string | null; command: string[] | null; detach: boolean };
}

/** Reads the common flags; refuses those that contradict each other. */
export function launchOrder(flags: LaunchFlags, rest: string[] | null, { environment }: Context): Order {
  const dryRun = flags["dry-run"] === true || environment.get("CLAUDE_BOTTLE_DRY_RUN") === "1";
  if (flags.format === "json" && !dryRun) {
    throw new BottleError("usage", "--format json prints a plan and needs --dry-run", {
      hint: "Add --dry-run, or leave --format out",
    });
  }
  if (flags.prompt !== undefined && rest !== null) {
    throw new BottleError("usage", "--prompt and -- both say what to run", {
      hint: "Leave one of them out",
    });
  }
  return {
    dryRun,
    json: flags.format === "json",
    yes: flags.yes === true,
    runs: { turn: flags.prompt ?? null, command: rest, detach: flags.detach === true },
  };
}

/** Shows the plan, and carries it out unless it is only to be shown; gives the exit status. */
export async function showOrLaunch(prepared: Prepared, order: Order, context: Context): Promise<number> {
  const { plan, notes } = prepared;
  if (!order.dryRun) return await launch(prepared, order.yes, context);
  context.out(order.json ? `${JSON.stringify(jsonPlan(plan), null, 2)}\n` : preflight(plan, notes));
  return 0;
}

/** From here on something is written: what is not started leaves nothing behind but what was there before. */
async function launch({ plan, backend, notes }: Prepared, yes: boolean, context: Context): Promise<number> {
  const hostEnv = resolveHostEnv(plan.env, (name) => context.environment.host(name));
  refuseUnanswerable(plan.env, context.terminal.interactive);
  using interruption = context.interruption();
  await using _ = await firstState(plan);
  let env = hostEnv;
  let slots;
  let keys;
  try {
    context.err(`${preflight(plan, notes)}\n`);
    if (!(await agreed(yes, context, interruption))) {
      await leaveNothing(plan);
      context.err("Nothing was started\n");
      return 0;
    }
    const asked = await askForEnv(plan.env, (text) => context.terminal.hidden(text, interruption.signal));
    env = new Map([...hostEnv, ...asked]);
    slots = await resolveTokens(plan.slots, hostTokenSources({ ...context, signal: interruption.signal }));
    keys = await readIdentities(plan.git);
    interruption.signal.throwIfAborted();
    // Only now: a resume that was declined is to be found as it was
    if (plan.resumes !== null) await writeState(plan);
  } catch (error) {
    await leaveNothing(plan);
    interruption.signal.throwIfAborted();
    throw error;
  }
  return await runSession({ plan, secrets: { env, slots, keys }, backend, interruption }, context);
}

/** A first session makes its state, and holds it; whoever resumes one holds it already. */
async function firstState(plan: Plan): Promise<AsyncDisposable | null> {
  if (plan.resumes !== null) return null;
  await writeState(plan);
  return await holdState(plan.stateDir, plan.identity);
}

async function agreed(yes: boolean, context: Context, interruption: Interruption): Promise<boolean> {
  if (yes) return true;
  if (!context.terminal.interactive) {
    throw new BottleError("terminal-required", "There is no terminal to ask whether to start", {
      hint: "Read the plan above and add --yes, or start from a terminal",
    });
  }
  return await confirm("Start it?", context, interruption.signal);
}
