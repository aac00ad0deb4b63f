import { identityPattern } from "@claude-bottle/shared";
import {
  auditComponentSchema,
  longest,
  plainText,
  proposalIdSchema,
  type AuditEntry,
} from "@claude-bottle/shared/contracts";
import { z } from "zod";
import type { AuditLog, BottleDecision, BottleRow, EditableFile, ProposalRow } from "../operator/operator.ts";

/** Most characters of the operator's notes. */
const LONGEST_NOTES = 4_000;
/** Most characters of a diff that was shown: two texts of the longest, and the signs of their lines. */
const LONGEST_DIFF = 256 * 1024;

const notesSchema = plainText(LONGEST_NOTES);
const textSchema = plainText(longest.routes);
// Compared and kept nowhere: it may hold what a text of an agent holds
const seenSchema = z.string().max(LONGEST_DIFF);
const identitySchema = z.string().max(100).regex(identityPattern, "expected the identity of a bottle");

/** page → dashboard. */
export const exchangeSchema = z.strictObject({ token: z.string().max(100) });
export const refSchema = z.strictObject({ identity: identitySchema, id: proposalIdSchema });
export const approvalSchema = z.strictObject({
  notes: notesSchema,
  text: textSchema.nullable(),
  typed: z.array(z.string().max(200)).max(100),
  seen: seenSchema,
});
/** A text, to be told what it would do. */
export const draftSchema = z.strictObject({ text: textSchema });
export const fileRefSchema = z.strictObject({
  identity: identitySchema,
  file: z.enum(["routes", "allowlist"] satisfies EditableFile[]),
});
export const editedFileSchema = z.strictObject({ notes: notesSchema, text: textSchema, seen: seenSchema });
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
