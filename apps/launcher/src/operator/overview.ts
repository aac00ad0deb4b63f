import { identityPattern } from "@claude-bottle/shared";
import { readQueue } from "@claude-bottle/shared/queue";
import type { RunningBottle } from "../backend/backend.ts";
import { printable } from "../core/printable.ts";
import { proposalRow } from "./detail.ts";
import type { BottleRow, Overview, ProposalRow } from "./operator.ts";
import { type OperatorParts, queueOf } from "./operator-parts.ts";
import { wordsOf } from "./targets/applied.ts";

/** The bottles of every backend that answers, and what the others say instead. */
export async function runningBottles({
  backends,
}: Pick<OperatorParts, "backends">): Promise<{ bottles: RunningBottle[]; trouble: string[] }> {
  const trouble: string[] = [];
  const lists = await Promise.all(
    backends.map((backend) =>
      backend.list().catch((error: unknown) => {
        trouble.push(`The backend ${backend.name} cannot say which bottles run: ${wordsOf(error)}`);
        return [];
      }),
    ),
  );
  return { bottles: lists.flat(), trouble };
}

export async function overview(parts: OperatorParts): Promise<Overview> {
  const { bottles, trouble } = await runningBottles(parts);
  const alive = new Set(bottles.map(({ identity }) => identity));
  const proposals: ProposalRow[] = [];
  for (const identity of (await parts.files.list(parts.queues)).toSorted()) {
    if (!identityPattern.test(identity)) continue;
    const state = await readQueue(parts.files, { directory: queueOf(parts, identity), identity });
    proposals.push(...state.pending.map((proposal) => proposalRow(proposal, alive.has(identity))));
    for (const { name, reason } of state.skipped)
      trouble.push(`Passed over "${printable(name)}" in the queue of ${identity}: ${reason}`);
  }
  return {
    bottles: bottles.map((bottle) => bottleRow(bottle, proposals)),
    proposals: inOrder(proposals),
    trouble,
  };
}

function bottleRow(
  { identity, agent, bottle, startedAt, parts }: RunningBottle,
  proposals: readonly ProposalRow[],
): BottleRow {
  const broken = parts.filter(({ state }) => state !== "running");
  return {
    identity,
    agent,
    bottle,
    startedAt,
    trouble: broken.length === 0 ? null : broken.map(({ name, state }) => `${name} is ${state}`).join(", "),
    pending: proposals.filter((proposal) => proposal.identity === identity).length,
  };
}

/** First in, first out; what nobody can put in force any more comes last. */
function inOrder(proposals: readonly ProposalRow[]): ProposalRow[] {
  const key = ({ isAlive, id, identity }: ProposalRow): string => `${isAlive ? 0 : 1} ${id} ${identity}`;
  return proposals.toSorted((one, other) => (key(one) < key(other) ? -1 : 1));
}
