import type { ProposalKind, ProposalOf } from "@claude-bottle/shared/contracts";
import type { LiveBottle } from "../live-bottle.ts";
import type { Proposed } from "../proposed.ts";

/** What a proposal was made against, where it was made against a whole file. */
export interface Basis {
  fileName: string;
  /** SHA-256 of the text then. */
  digest: string;
  /** The text now. */
  text: string;
}

/** How the operator's side deals with one kind of proposal. */
export interface KindRules<Kind extends ProposalKind> {
  /** What is asked for, on one line. */
  summary(proposal: ProposalOf<Kind>): string;
  /** What `modify` opens; null: it is as it is or not at all. */
  editable(proposal: ProposalOf<Kind>): { fileName: string; text: string } | null;
  /** null: the proposal stands by itself. */
  basis(bottle: LiveBottle, proposal: ProposalOf<Kind>): Promise<Basis | null>;
  /** Works the change out; `text` stands in for the proposal's own. @throws {BottleError} it cannot be */
  propose(bottle: LiveBottle, proposal: ProposalOf<Kind>, text: string | null): Promise<Proposed>;
}
