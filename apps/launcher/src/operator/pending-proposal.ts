import { BottleError, identityPattern } from "@claude-bottle/shared";
import { type Proposal, proposalIdSchema } from "@claude-bottle/shared/contracts";
import { PROCESSED, readProposal, readResponse } from "@claude-bottle/shared/queue";
import type { ProposalRef } from "./operator.ts";
import { type OperatorParts, queueOf } from "./operator-parts.ts";

function unknown({ identity, id }: ProposalRef, why: string): BottleError {
  return new BottleError("unknown-proposal", `No proposal "${id}" of "${identity}" waits: ${why}`, {
    hint: "Use one that `claude-bottle proposals list` names",
  });
}

/** A proposal that nobody has decided. @throws {BottleError} `unknown-proposal` */
export async function pendingProposal(parts: OperatorParts, ref: ProposalRef): Promise<Proposal> {
  const { identity, id } = ref;
  // Both become part of a path
  if (!identityPattern.test(identity) || !proposalIdSchema.safeParse(id).success)
    throw unknown(ref, "that is no name of one");
  const { files } = parts;
  const directory = queueOf(parts, identity);
  const proposal = await readProposal(files, { directory, identity }, id);
  if ("value" in proposal) {
    const response = await readResponse(files, directory, id);
    if (!("value" in response)) return proposal.value;
    throw unknown(ref, `it is ${response.value.status} already`);
  }
  const archived = await readResponse(files, `${directory}/${PROCESSED}`, id);
  throw unknown(ref, "value" in archived ? `it is ${archived.value.status} already` : proposal.reason);
}
