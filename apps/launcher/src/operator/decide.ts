import {
  type AuditRecord,
  auditRecordSchema,
  componentOf,
  type Proposal,
  responseSchema,
} from "@claude-bottle/shared/contracts";
import { carryOut, finishLeft } from "./carry-out.ts";
import type { Claim } from "./claims.ts";
import type { Intent } from "./intent.ts";
import { notEditable } from "./detail.ts";
import { ruled } from "./kinds/index.ts";
import type { LiveBottle } from "./live-bottle.ts";
import type { Approval, Outcome, ProposalRef } from "./operator.ts";
import { findLive, type OperatorParts } from "./operator-parts.ts";
import { outcomeOf, refused } from "./outcome.ts";
import { pendingProposal } from "./pending-proposal.ts";
import { refusedChange, refuseUnseen } from "./proposed.ts";
import type { Target } from "./target.ts";
import { tellBottle } from "./tell-bottle.ts";

interface Decision {
  action: "approved" | "modified" | "rejected";
  notes: string;
  diff: string;
  changed: string;
  target: Target | null;
}

/** The decision as it will stand in the audit and before the agent. @throws {BottleError} the notes cannot be shown */
function intentOf(parts: OperatorParts, proposal: Proposal, decision: Decision): Intent {
  const { id, identity, kind, justification } = proposal;
  const { action, notes, diff, changed, target } = decision;
  const time = parts.now().toISOString();
  const record: AuditRecord = auditRecordSchema.parse({
    version: 1,
    time,
    identity,
    component: componentOf[kind],
    action,
    proposal: id,
    justification,
    notes,
    diff,
  });
  const head = { version: 1, id, time, notes, status: action };
  const response = responseSchema.safeParse(action === "rejected" ? head : { ...head, changed });
  if (!response.success)
    throw refusedChange(
      `What the agent would be told has another form: ${response.error.issues[0]?.message ?? ""}`,
      "Shorten the notes and leave control characters out",
    );
  return { target, record, response: response.data };
}

/** What an earlier process decided of this proposal and did not come to tell. */
function toldAlready(finished: readonly Intent[], { id }: ProposalRef, wanted: string[]): Outcome | null {
  const intent = finished.find(({ record }) => record.proposal === id);
  if (intent === undefined) return null;
  const { action, diff } = intent.record;
  return wanted.includes(action)
    ? { ok: true, changed: diff, next: null }
    : refused(`The proposal was ${action} by a process that was cut off; that holds and is told now`);
}

type Work = (at: {
  claim: Claim;
  proposal: Proposal;
  bottle: () => Promise<LiveBottle | null>;
}) => Promise<Outcome>;

/** Holds the bottle, finishes what lies about, and works on a proposal that still waits. @throws `unknown-proposal` */
async function onProposal(
  parts: OperatorParts,
  { ref, wanted }: { ref: ProposalRef; wanted: string[] },
  work: Work,
): Promise<Outcome> {
  await pendingProposal(parts, ref);
  return await outcomeOf(() =>
    parts.claims.hold(ref.identity, async (claim) => {
      const { identity } = ref;
      const bottle = (): Promise<LiveBottle | null> => findLive(parts, identity);
      const told = toldAlready(await finishLeft(parts, claim, { identity, bottle }), ref, wanted);
      return told ?? (await work({ claim, proposal: await pendingProposal(parts, ref), bottle }));
    }),
  );
}

export function approve(parts: OperatorParts, ref: ProposalRef, approval: Approval): Promise<Outcome> {
  const { text, notes, typed, seen } = approval;
  return onProposal(parts, { ref, wanted: ["approved", "modified"] }, async ({ claim, proposal, ...at }) => {
    const bottle = await at.bottle();
    if (bottle === null)
      return refused("Its bottle no longer runs", "Reject it, or write the change into the manifest");
    const rules = ruled(proposal);
    if (text !== null && rules.editable === null) throw notEditable();
    const proposed = await rules.propose(bottle, text);
    const unseen = refuseUnseen(proposed, seen);
    if (unseen !== null) return unseen;
    const { target, diff, nothing, mustType } = proposed;
    const missing = mustType.filter((reference) => !typed.includes(reference));
    if (missing.length > 0)
      return refused(
        `No manifest names "${missing.join('", "')}" for this bottle`,
        "Type the reference if its credential may go there",
      );
    const action = text === null ? "approved" : "modified";
    const changed = diff === "" ? nothing : diff;
    const intent = intentOf(parts, proposal, { action, notes, diff, changed, target });
    const applied = await carryOut(parts, claim, { bottle, intent });
    if (!applied.ok) return refused(applied.reason, applied.hint);
    const told = await tellBottle(bottle, target);
    return { ok: true, changed: applied.says ?? changed, next: applied.next ?? told };
  });
}

export function reject(parts: OperatorParts, ref: ProposalRef, notes: string): Promise<Outcome> {
  return onProposal(parts, { ref, wanted: ["rejected"] }, async ({ claim, proposal }) => {
    if (notes.trim() === "")
      return refused("A rejection needs a reason", "Say why, for the agent to go on with");
    const decision = { action: "rejected", notes, diff: "", changed: "", target: null } as const;
    await carryOut(parts, claim, { bottle: null, intent: intentOf(parts, proposal, decision) });
    return { ok: true, changed: "", next: null };
  });
}
