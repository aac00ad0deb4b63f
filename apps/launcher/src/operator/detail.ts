import { BottleError } from "@claude-bottle/shared";
import { componentOf, type Proposal } from "@claude-bottle/shared/contracts";
import { readAudit } from "./audit-logs.ts";
import type { Basis } from "./kinds/kind-rules.ts";
import { type Ruled, ruled } from "./kinds/index.ts";
import type { LiveBottle } from "./live-bottle.ts";
import type { Preview, ProposalDetail, ProposalRef, ProposalRow } from "./operator.ts";
import { findLive, type OperatorParts } from "./operator-parts.ts";
import { pendingProposal } from "./pending-proposal.ts";
import { previewOf, refusedChange } from "./proposed.ts";
import { textBefore, fileDiff } from "../core/text-diff.ts";

export function proposalRow(proposal: Proposal, isAlive: boolean): ProposalRow {
  const { identity, id, kind, time, justification } = proposal;
  return { identity, id, kind, time, summary: ruled(proposal).summary, justification, isAlive };
}

/** @throws {BottleError} `unknown-proposal` */
export async function proposalDetail(parts: OperatorParts, ref: ProposalRef): Promise<ProposalDetail> {
  const proposal = await pendingProposal(parts, ref);
  const rules = ruled(proposal);
  const unreachable = (error: unknown): Shown => ({ ...ofDead(rules), warnings: [refusalOf(error)] });
  try {
    const bottle = await findLive(parts, ref.identity);
    const shown = bottle === null ? ofDead(rules) : await ofLive(parts, { bottle, proposal, rules });
    return { ...proposalRow(proposal, bottle !== null), proposal, editable: rules.editable, ...shown };
  } catch (error) {
    return { ...proposalRow(proposal, false), proposal, editable: rules.editable, ...unreachable(error) };
  }
}

/** What stands in the way, in its own words; what is no refusal goes on its way. */
function refusalOf(error: unknown): string {
  if (error instanceof BottleError) return `It cannot be put in force as it is: ${error.message}`;
  throw error;
}

/** What a text that the operator made of a proposal would do. @throws {BottleError} it cannot be put in force, and why */
export async function previewModified(
  parts: OperatorParts,
  ref: ProposalRef,
  text: string,
): Promise<Preview> {
  const rules = ruled(await pendingProposal(parts, ref));
  if (rules.editable === null) throw notEditable();
  const bottle = await findLive(parts, ref.identity);
  if (bottle === null) throw refusedChange("Its bottle no longer runs", "Reject it");
  return previewOf(await rules.propose(bottle, text));
}

export const notEditable = (): BottleError =>
  refusedChange("A proposal of this kind cannot be modified", "Approve or reject it as it is");

type Shown = Preview & Pick<ProposalDetail, "stale">;

function ofDead({ editable }: Ruled): Shown {
  return {
    diff: editable === null ? "" : fileDiff(editable.fileName, "", editable.text),
    stale: null,
    warnings: ["Its bottle no longer runs: it can be rejected and nothing else."],
    mustType: [],
  };
}

async function ofLive(
  parts: OperatorParts,
  { bottle, proposal, rules }: { bottle: LiveBottle; proposal: Proposal; rules: Ruled },
): Promise<Shown> {
  try {
    const preview = previewOf(await rules.propose(bottle, null));
    const basis = await rules.basis(bottle);
    const stale = basis === null ? null : await staleDiff(parts, proposal, basis);
    return { ...preview, stale };
  } catch (error) {
    return { diff: "", stale: null, warnings: [refusalOf(error)], mustType: [] };
  }
}

/** What changed since a proposal was made; its text of then is found by way of the audit. */
async function staleDiff(
  parts: OperatorParts,
  proposal: Proposal,
  { fileName, digest, text }: Basis,
): Promise<string | null> {
  if (parts.digest(text) === digest) return null;
  const { entries } = await readAudit(parts, componentOf[proposal.kind], proposal.identity);
  let then: string | null = text;
  for (const { diff } of entries.toReversed()) {
    then = textBefore(fileName, then, diff);
    if (then === null) break;
    if (parts.digest(then) === digest) return fileDiff(fileName, then, text);
  }
  return `${fileName} changed since this was proposed; the diff shows what approving would change now.`;
}
