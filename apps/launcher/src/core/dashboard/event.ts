import type {
  Approval,
  AuditLog,
  BottleDecision,
  EditableFile,
  EditedFile,
  Outcome,
  Overview,
  Preview,
  ProposalDetail,
  ProposalRef,
} from "../../operator/operator.ts";
import type { Size } from "./row.ts";
import type { BottleEdit, State } from "./state.ts";

export type Key =
  | "up"
  | "down"
  | "pageUp"
  | "pageDown"
  | "home"
  | "end"
  | "enter"
  | "escape"
  | "tab"
  | "backspace"
  | "clear"
  | "interrupt";

/** What an editor was opened on. */
type Edit = { of: "proposal"; detail: ProposalDetail; fileName: string; text: string } | BottleEdit;

/** What happens to the dashboard. */
export type DashboardEvent =
  | { type: "key"; key: Key }
  | { type: "character"; character: string }
  | { type: "paste"; text: string }
  | { type: "resize"; size: Size }
  | { type: "overview"; overview: Overview }
  | { type: "decision"; decision: BottleDecision }
  /** `ticket` null: a view that is open is brought up to date. */
  | { type: "detail"; ticket: number | null; detail: ProposalDetail }
  | { type: "audit"; ticket: number; identity: string; logs: readonly AuditLog[] }
  | { type: "file"; ticket: number; edit: Edit }
  | { type: "unavailable"; ticket: number; reason: string }
  /** `text` null: the editor was left without saving, or failed. */
  | { type: "edited"; edit: Edit; text: string | null; reason: string | null }
  /** `review`: what the text would do, or why it cannot be put in force. */
  | { type: "previewed"; ticket: number; edit: Edit; text: string; review: Preview | string }
  | {
      type: "outcome";
      ref: ProposalRef;
      did: "Approved" | "Approved as modified" | "Rejected";
      outcome: Outcome;
    }
  | { type: "applied"; ticket: number; identity: string; file: EditableFile; outcome: Outcome };

/** What is to be done outside; its result comes back as an event. */
export type Effect =
  | { type: "load"; ticket: number | null; ref: ProposalRef }
  | { type: "audit"; ticket: number; identity: string }
  | { type: "fetch"; ticket: number; identity: string; file: EditableFile }
  | { type: "edit"; edit: Edit }
  | { type: "preview"; ticket: number; edit: Edit; text: string }
  | { type: "approve"; ref: ProposalRef; approval: Approval }
  | { type: "reject"; ref: ProposalRef; notes: string }
  | { type: "apply"; ticket: number; identity: string; file: EditableFile; edited: EditedFile }
  | { type: "quit" };

export interface Step {
  state: State;
  effects: readonly Effect[];
}

export const step = (state: State, ...effects: Effect[]): Step => ({ state, effects });
