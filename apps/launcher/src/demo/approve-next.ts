import { BottleError } from "@claude-bottle/shared";
import type { Operator } from "../operator/operator.ts";

const PATIENCE_MS = 30_000;

/** Approves the first proposal that comes. @throws {BottleError} `not-applied`: none came, or it is not in force */
export async function approveNext(operator: Pick<Operator, "look" | "changes" | "approve">): Promise<void> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  for await (const _ of operator.changes(signal)) {
    const [proposal] = (await operator.look()).proposals;
    if (proposal === undefined) continue;
    const outcome = await operator.approve(proposal, {
      notes: "for the demo",
      text: null,
      typed: [],
      seen: null,
    });
    if (outcome.ok) return;
    throw new BottleError("not-applied", outcome.reason);
  }
  throw new BottleError("not-applied", "The agent proposed nothing");
}
