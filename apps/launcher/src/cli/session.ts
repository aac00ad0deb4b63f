import { BottleError } from "@claude-bottle/shared";
import type { Backend, Bottle, Secrets } from "../backend/backend.ts";
import type { Plan } from "../core/plan.ts";
import { resumeCommand, workspaceAfterwards } from "../core/state.ts";
import { deleteState, reasonToKeep, settleState } from "../host/state-files.ts";
import type { Context } from "./context.ts";
import { forgetImage } from "./forget-image.ts";
import { type Interruption, untilAborted } from "./interruption.ts";
import { sessionSummary } from "./session-summary.ts";
import { keepConversation } from "./keep-conversation.ts";
import { progressView } from "./progress-view.ts";

/** What a session that broke off counts as. */
const FAILED = 1;

export interface Session {
  plan: Plan;
  secrets: Secrets;
  backend: Backend;
  interruption: Interruption;
}

/** Launch, attach, tear down, settle; gives the session's exit status. */
export async function runSession(session: Session, context: Context): Promise<number> {
  const { plan, interruption } = session;
  const bottle = await launch(session, context);
  if (plan.detach && !interruption.signal.aborted) return await detach(bottle, plan, context);
  try {
    const status = await attach(bottle, session, context);
    await settle(session, status, context);
    return status;
  } catch (error) {
    await settle(session, FAILED, context);
    throw error;
  }
}

/** After a launch that came to nothing: a first session's state goes, what an earlier one left stays. */
export async function leaveNothing(plan: Plan): Promise<void> {
  if (plan.resumes === null) await deleteState(plan.stateDir);
}

async function detach(held: Bottle, plan: Plan, context: Context): Promise<number> {
  await using bottle = held;
  try {
    await bottle.detach();
  } catch (error) {
    await leaveNothing(plan);
    throw error;
  }
  context.out(`${plan.identity}\n`);
  return 0;
}

/** The hint comes only where there is something to come back to. */
async function settle({ plan, backend }: Session, status: number, context: Context): Promise<void> {
  const kept = await settleState(plan.stateDir, status);
  if (kept === null) {
    if (plan.resumes?.ownImage === true) await forgetImage(backend, plan.identity);
    return;
  }
  context.err(`State of ${plan.identity} is kept in ${plan.stateDir}, because ${kept}\n`);
  context.err(`  Come back to it with ${resumeCommand(plan.identity)}\n`);
  context.err(`  ${workspaceAfterwards(plan)}\n`);
  context.err("  Delete it with claude-bottle cleanup\n");
}

async function launch({ plan, secrets, backend, interruption }: Session, context: Context): Promise<Bottle> {
  using view = progressView(context);
  try {
    return await backend.launch(plan, secrets, { report: view.report, signal: interruption.signal });
  } catch (error) {
    // Nothing ran, so there is nothing to come back to but what was there
    await leaveNothing(plan);
    throw error;
  }
}

async function attach(bottle: Bottle, session: Session, context: Context): Promise<number> {
  const { plan, backend, interruption } = session;
  const streams = context.terminal.streams();
  let status = FAILED;
  try {
    status = await untilAborted(bottle.attach(streams), interruption.signal);
  } catch (error) {
    const signalled = interruption.status();
    if (signalled === null || !(error instanceof BottleError && error.code === "interrupted")) throw error;
    status = signalled;
  } finally {
    streams.terminal?.raw(false);
    streams.stdin.pause();
    const refused = await sessionSummary(backend, plan);
    using view = progressView(context);
    try {
      // While the agent is still there
      if ((await reasonToKeep(plan.stateDir, status)) !== null)
        await keepConversation(backend, plan, view.report);
    } finally {
      view.report({ kind: "begin", step: "Tear down" });
      await bottle[Symbol.asyncDispose]();
      view.report({ kind: "done", step: "Tear down" });
    }
    if (refused !== null) context.err(refused);
  }
  return status;
}
