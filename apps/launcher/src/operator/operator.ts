import type { Decision } from "@claude-bottle/policy";
import type { AuditComponent, AuditEntry, Proposal, ProposalKind } from "@claude-bottle/shared/contracts";

/** One proposal of one bottle. */
export interface ProposalRef {
  identity: string;
  id: string;
}

/** A proposal in a list. */
export interface ProposalRow extends ProposalRef {
  kind: ProposalKind;
  /** ISO 8601. */
  time: string;
  /** What is asked for, on one line: the host, the routes' hosts, the fingerprint. */
  summary: string;
  justification: string;
  /** False: its bottle no longer runs, so that it cannot be put in force. */
  isAlive: boolean;
}

export interface BottleRow {
  identity: string;
  agent: string;
  bottle: string;
  startedAt: string;
  /** Whether every part of it runs; otherwise the parts that do not, with the backend's word. */
  trouble: string | null;
  pending: number;
}

/** Everything at one time. Lists are empty where nothing can be had, and `trouble` says why. */
export interface Overview {
  bottles: BottleRow[];
  /** Of all bottles, oldest first; those of dead bottles last. */
  proposals: ProposalRow[];
  /** An engine that does not answer, a file in a queue that is passed over: one sentence each. */
  trouble: string[];
}

/** Everything that the operator should see before deciding. */
export interface ProposalDetail extends ProposalRow {
  proposal: Proposal;
  /** Unified diff from what is in force now to what is proposed. */
  diff: string;
  /** Unified diff from what the proposal was made against to what is in force now, or a sentence; null: nothing changed since. */
  stale: string | null;
  /** What approving hands out or opens besides what the diff shows at once, one sentence each. */
  warnings: string[];
  /** The text that `modify` opens, with the name that says its form; null: this kind cannot be modified. */
  editable: { fileName: string; text: string } | null;
  /** References of credentials that no manifest named for this bottle: approving needs each in `typed`. */
  mustType: string[];
}

export interface Approval {
  /** Words to the agent; may be empty. */
  notes: string;
  /** What is put in force instead of the proposal; the answer is then `modified`. Null: as proposed. */
  text: string | null;
  /** References that the operator typed. */
  typed: string[];
  /** The diff that the operator was shown: with another one now, nothing is put in force. Null: it was shown to nobody. */
  seen: string | null;
}

/** What putting a text in force would do now. */
export type Preview = Pick<ProposalDetail, "diff" | "warnings" | "mustType">;

/** A change that is in force, or is not; a failed one changed nothing and leaves a proposal pending. */
export type Outcome =
  | {
      ok: true;
      /** Unified diff from before to after, or a sentence. */
      changed: string;
      /** What to do next, e.g. the command that resumes the bottle; null: nothing. */
      next: string | null;
    }
  | { ok: false; reason: string; hint: string | null };

/** What is in force in a bottle and may be edited there, as a file. */
export type EditableFile = "routes" | "allowlist";

/** A file as the operator edited it. `notes` stand in the audit; `seen` as in `Approval`. */
export type EditedFile = { text: string } & Pick<Approval, "notes" | "seen">;

export interface BottleDecision {
  identity: string;
  decision: Decision;
}

export interface AuditLog {
  identity: string;
  component: AuditComponent;
  entries: AuditEntry[];
  /** Null: the chain is whole. Otherwise what is wrong with it, with its line. */
  broken: string | null;
}

/** What the operator sees and does, over all bottles. The screen, the page and the commands are views of it. */
export interface Operator {
  look(): Promise<Overview>;
  /** Yields each time that what `look` shows may have changed, until the signal. */
  changes(signal: AbortSignal): AsyncIterable<void>;
  /** What the bottles' proxies decide from now on, until the signal. */
  decisions(signal: AbortSignal): AsyncIterable<BottleDecision>;
  /** @throws {BottleError} `unknown-proposal` */
  detail(ref: ProposalRef): Promise<ProposalDetail>;
  /** What approving with this text would do. @throws {BottleError} it cannot be approved so, and why */
  preview(ref: ProposalRef, text: string): Promise<Preview>;
  approve(ref: ProposalRef, approval: Approval): Promise<Outcome>;
  reject(ref: ProposalRef, notes: string): Promise<Outcome>;
  /** @throws {BottleError} `unknown-identity` */
  file(identity: string, file: EditableFile): Promise<{ fileName: string; text: string }>;
  /** What `edit` with this text would do. @throws {BottleError} it cannot be put in force, and why */
  previewEdit(identity: string, file: EditableFile, text: string): Promise<Preview>;
  /** Puts an edited file in force. */
  edit(identity: string, file: EditableFile, edited: EditedFile): Promise<Outcome>;
  /** Null: of all bottles. */
  audit(identity: string | null): Promise<AuditLog[]>;
}
