import { BottleError } from "@claude-bottle/shared";
import type { Operator, ProposalRef } from "../../operator/operator.ts";

/** The argument of every command about one proposal. */
export const proposalArgument = { name: "proposal", required: true } as const;

/** The proposal that `<id>` or `<identity>/<id>` names. @throws {BottleError} `unknown-proposal` */
export async function findProposal(operator: Operator, name: string): Promise<ProposalRef> {
  const [identity, id] = name.includes("/") ? name.split("/", 2) : [undefined, name];
  if (identity !== undefined && id !== undefined) return { identity, id };
  const { proposals } = await operator.look();
  const [found, ...others] = proposals.filter((proposal) => proposal.id === name);
  if (found === undefined)
    throw new BottleError("unknown-proposal", `No proposal "${name}" waits`, {
      hint: "Use one that `claude-bottle proposals list` names",
    });
  if (others.length === 0) return { identity: found.identity, id: found.id };
  const names = [found, ...others].map((proposal) => `${proposal.identity}/${proposal.id}`);
  throw new BottleError("unknown-proposal", `"${name}" waits in more than one bottle`, {
    hint: `Use one of: ${names.join(", ")}`,
  });
}
