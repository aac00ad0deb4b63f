import { identityPattern } from "@claude-bottle/shared";
import {
  auditComponentSchema,
  longest,
  plainText,
  proposalIdSchema,
  type AuditEntry,
} from "@claude-bottle/shared/contracts";
import { z } from "zod";
import type { AuditLog, BottleDecision, BottleRow, ProposalRow } from "../operator/operator.ts";

/** Most characters of the operator's notes. */
const LONGEST_NOTES = 4_000;

const notesSchema = plainText(LONGEST_NOTES);
const identitySchema = z.string().max(100).regex(identityPattern, "expected the identity of a bottle");

/** page → dashboard. */
export const exchangeSchema = z.strictObject({ token: z.string().max(100) });
export const refSchema = z.strictObject({ identity: identitySchema, id: proposalIdSchema });
export const approvalSchema = z.strictObject({
  notes: notesSchema,
  text: plainText(longest.routes).nullable(),
  typed: z.array(z.string().max(200)).max(100),
});
export const rejectionSchema = z.strictObject({ notes: notesSchema });
export const auditPlaceSchema = z.strictObject({
  identity: identitySchema,
  component: auditComponentSchema,
  sequence: z.coerce.number().int().min(1),
});

/** What `look` shows, with long texts cut: the whole of them is in the detail. */
export interface PageState {
  bottles: BottleRow[];
  proposals: ProposalRow[];
  trouble: string[];
}

export interface PageDecisions {
  /** True: they are all that there is to show, false: they follow what is shown. */
  isWhole: boolean;
  decisions: BottleDecision[];
  /** How many before these were left out, as they came faster than the page took them. */
  missed: number;
}

/** An audit's entry in a list. */
export type AuditRow = Pick<
  AuditEntry,
  "sequence" | "time" | "action" | "proposal" | "justification" | "notes"
> & {
  hasDiff: boolean;
};

export interface PageAuditLog extends Pick<AuditLog, "identity" | "component" | "broken"> {
  /** How many there are. */
  count: number;
  /** The newest of them, newest first. */
  entries: AuditRow[];
}

/** What is sent instead of an answer. */
export interface PageRefusal {
  error: string;
  message: string;
  hint?: string;
}
