import { BottleError } from "@claude-bottle/shared";
import { jsonPlan } from "../core/json-plan.ts";
import { preflight } from "../core/preflight.ts";
import { askForEnv, refuseUnanswerable, resolveHostEnv } from "../core/resolve-env.ts";
import { resolveTokens } from "../core/resolve-tokens.ts";
import { readIdentities } from "../host/read-identities.ts";
import { deleteState, writeState } from "../host/state-files.ts";
import { hostTokenSources } from "../host/token-sources.ts";
import { defineCommand } from "./command.ts";
import { confirm } from "./confirm.ts";
import type { Context } from "./context.ts";
import { backendFlag, formatFlag, manifestFlag } from "./flags.ts";
import type { Interruption } from "./interruption.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { runSession } from "./session.ts";

export const start = defineCommand({
  name: "start",
  summary: "Start an agent in its bottle: show what it would get, ask, launch, attach, tear down",
  arguments: [{ name: "agent", required: true }],
  flags: {
    cwd: { type: "boolean", summary: "Give the agent a copy of the working directory, with .git" },
    mount: {
      type: "boolean",
      summary: "Give the agent the working directory itself, to read and write; only on the backend local",
    },
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
  },
  rest: "command…",
  async run({ arguments: [agent = ""], flags, rest }, context) {
    const dryRun = flags["dry-run"] === true || context.environment.get("CLAUDE_BOTTLE_DRY_RUN") === "1";
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
    if (flags.cwd === true && flags.mount === true) {
      throw new BottleError("usage", "--cwd and --mount both say what to work in", {
        hint: "Leave one of them out: --cwd gives a copy, --mount the directory itself",
      });
    }
    const prepared = await prepare(context, {
      agent,
      spec: {
        cwd: context.cwd,
        copyCwd: flags.cwd === true,
        mountCwd: flags.mount === true,
        turn: flags.prompt ?? null,
        command: rest,
        detach: flags.detach === true,
      },
      backend: flags.backend,
      manifest: flags.manifest,
      dryRun,
    });
    if (dryRun) {
      if (flags.format === "json") context.out(`${JSON.stringify(jsonPlan(prepared.plan), null, 2)}\n`);
      else context.out(preflight(prepared.plan, prepared.notes));
      return 0;
    }
    return await launch(prepared, flags.yes === true, context);
  },
});

/** From here on something is written: what is not started leaves nothing behind. */
async function launch({ plan, backend, notes }: Prepared, yes: boolean, context: Context): Promise<number> {
  const hostEnv = resolveHostEnv(plan.env, (name) => context.environment.host(name));
  refuseUnanswerable(plan.env, context.terminal.interactive);
  using interruption = context.interruption();
  await writeState(plan);
  let env = hostEnv;
  let slots;
  let keys;
  try {
    context.err(`${preflight(plan, notes)}\n`);
    if (!(await agreed(yes, context, interruption))) {
      await deleteState(plan.stateDir);
      context.err("Nothing was started\n");
      return 0;
    }
    const asked = await askForEnv(plan.env, (text) => context.terminal.hidden(text, interruption.signal));
    env = new Map([...hostEnv, ...asked]);
    slots = await resolveTokens(plan.slots, hostTokenSources({ ...context, signal: interruption.signal }));
    keys = await readIdentities(plan.git);
    interruption.signal.throwIfAborted();
  } catch (error) {
    await deleteState(plan.stateDir);
    interruption.signal.throwIfAborted();
    throw error;
  }
  return await runSession({ plan, secrets: { env, slots, keys }, backend, interruption }, context);
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
