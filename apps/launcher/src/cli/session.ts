import { BottleError } from "@claude-bottle/shared";
import type { Backend, Bottle, Secrets } from "../backend/backend.ts";
import type { Plan } from "../core/plan.ts";
import { deleteState, settleState } from "../host/state-files.ts";
import type { Context } from "./context.ts";
import { type Interruption, untilAborted } from "./interruption.ts";
import { sessionSummary } from "./session-summary.ts";
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
    await settle(plan, status, context);
    return status;
  } catch (error) {
    await settle(plan, FAILED, context);
    throw error;
  }
}

async function detach(held: Bottle, plan: Plan, context: Context): Promise<number> {
  await using bottle = held;
  try {
    await bottle.detach();
  } catch (error) {
    await deleteState(plan.stateDir);
    throw error;
  }
  context.out(`${plan.identity}\n`);
  return 0;
}

/** The hint comes only where there is something to come back to. */
async function settle(plan: Plan, status: number, context: Context): Promise<void> {
  const kept = await settleState(plan.stateDir, status);
  if (kept === null) return;
  context.err(`State of ${plan.identity} is kept in ${plan.stateDir}, because ${kept}\n`);
  context.err("  Look at it with claude-bottle list; delete it with claude-bottle cleanup\n");
}

async function launch({ plan, secrets, backend, interruption }: Session, context: Context): Promise<Bottle> {
  using view = progressView(context);
  try {
    return await backend.launch(plan, secrets, { report: view.report, signal: interruption.signal });
  } catch (error) {
    // Nothing ran, so there is nothing to come back to.
    await deleteState(plan.stateDir);
    throw error;
  }
}

async function attach(bottle: Bottle, session: Session, context: Context): Promise<number> {
  const { plan, backend, interruption } = session;
  const streams = context.terminal.streams();
  let refused: string | null = null;
  try {
    return await untilAborted(bottle.attach(streams), interruption.signal);
  } catch (error) {
    const status = interruption.status();
    if (status === null || !(error instanceof BottleError && error.code === "interrupted")) throw error;
    return status;
  } finally {
    streams.terminal?.raw(false);
    streams.stdin.pause();
    refused = await sessionSummary(backend, plan);
    using view = progressView(context);
    view.report({ kind: "begin", step: "Tear down" });
    await bottle[Symbol.asyncDispose]();
    view.report({ kind: "done", step: "Tear down" });
    if (refused !== null) context.err(refused);
  }
}
