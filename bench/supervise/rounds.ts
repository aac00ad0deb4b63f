import { randomInt } from "node:crypto";
import type { Context } from "../../apps/launcher/src/cli/context.ts";
import { listenForSignals } from "../../apps/launcher/src/cli/interruption.ts";
import { processTerminal } from "../../apps/launcher/src/host/terminal.ts";
import { createOperator } from "../../apps/launcher/src/operator/create-operator.ts";
import { backends } from "../../apps/launcher/src/backend/index.ts";
import { environmentOf } from "../../apps/launcher/src/host/environment.ts";
import type { Operator, ProposalRow } from "../../apps/launcher/src/operator/operator.ts";
import type { World } from "../../tests/world/world.ts";
import { type BenchAgent, agentIn } from "./agent.ts";

export interface Round {
  /** Milliseconds from the agent's call until the operator sees the proposal. */
  visible: number;
  /** From the approval until a request got through that was refused before. */
  effective: number;
  /** From the approval until the agent has its answer. */
  answered: number;
}

const now = (): number => performance.timeOrigin + performance.now();

/** One round for each host, one after the other; the operator watches all the time, as the dashboard does. */
export async function rounds(world: World, identity: string, hosts: readonly string[]): Promise<Round[]> {
  const operator = createOperator(contextOf(world));
  const stop = new AbortController();
  const changes = operator.changes(stop.signal)[Symbol.asyncIterator]();
  await using agent = agentIn(world, identity);
  const done: Round[] = [];
  try {
    await changes.next();
    for (const host of hosts) done.push(await round({ agent, operator, changes }, host));
    return done;
  } finally {
    stop.abort();
    await changes.return?.();
  }
}

/** As the command has it, in this process. */
function contextOf({ home, userHome, cwd, env }: World): Context {
  return {
    home,
    userHome,
    cwd,
    environment: environmentOf(env),
    backends,
    terminal: processTerminal(process),
    out: () => undefined,
    err: () => undefined,
    now: () => new Date(),
    random: (below) => randomInt(below),
    interruption: () => listenForSignals(process, () => undefined),
  };
}

interface Sides {
  agent: BenchAgent;
  operator: Operator;
  changes: AsyncIterator<void>;
}

async function round({ agent, operator, changes }: Sides, host: string): Promise<Round> {
  agent.order(`propose ${host}`);
  const proposal = await seen(operator, changes);
  const visible = now() - (await agent.at("called"));
  agent.order(`ask ${host}`);
  await agent.at("refused");
  const approved = now();
  const outcome = await operator.approve(proposal, { notes: "", text: null, typed: [], seen: null });
  if (!outcome.ok) throw new Error(outcome.reason);
  const [open, answered] = await Promise.all([agent.at("open"), agent.at("answered")]);
  return { visible, effective: open - approved, answered: answered - approved };
}

async function seen(operator: Operator, changes: AsyncIterator<void>): Promise<ProposalRow> {
  for (;;) {
    const { done } = await changes.next();
    const [proposal] = (await operator.look()).proposals;
    if (proposal !== undefined) return proposal;
    if (done === true) throw new Error("the queue is not watched any more");
  }
}
