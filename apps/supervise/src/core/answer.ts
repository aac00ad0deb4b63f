import type { ProposalKind, Response } from "@claude-bottle/shared/contracts";

/** What a call returns to the model. */
export interface Answer {
  text: string;
  isError: boolean;
}

const whatNow = {
  approved: "It is in force: do again what was refused.",
  modified:
    "The operator approved it in another form, which is in force: read what changed before you go on.",
  rejected: "Nothing was changed. Do not propose the same again; go on without it.",
} as const satisfies Record<Response["status"], string>;

/** The operator's decision. */
export function decidedAnswer(response: Response): Answer {
  const { id, status, notes } = response;
  const lines = [`status: ${status}`, `proposal: ${id}`, whatNow[status]];
  if (notes !== "") lines.push(`notes: ${notes}`);
  if ("changed" in response && response.changed !== "") lines.push("changed:", response.changed);
  return { text: lines.join("\n"), isError: false };
}

/** No decision yet. */
export function pendingAnswer(kind: ProposalKind, id: string): Answer {
  return {
    text: `status: pending
proposal: ${id}
Still pending, not an error: the operator has not decided yet, and the proposal stays. Go on with other work. To wait \
for the decision, call ${kind} again with {"proposal_id": "${id}"} and nothing else.`,
    isError: false,
  };
}

/** Nothing was proposed. `reason` says what is wrong and how to mend it. */
export function refusedAnswer(reason: string): Answer {
  return { text: `Not proposed:\n${reason}`, isError: true };
}
