import type {
  AuditLog,
  BottleDecision,
  EditableFile,
  Overview,
  Preview,
  ProposalDetail,
  ProposalRef,
  ProposalRow,
} from "../../operator/operator.ts";
import type { Size } from "./row.ts";

/** A panel of the overview in which a line can be selected. */
export type Panel = "proposals" | "bottles";

/** The selected line: by what it is, so that a refresh does not move it; by place where that is gone. */
export interface Selection {
  key: string | null;
  index: number;
}

/** What lies over the overview. `scroll` counts rows from the top. */
export type View =
  | {
      name: "detail";
      detail: ProposalDetail;
      scroll: number;
      /** Why the last decision is not in force. */
      failure: string | null;
      /** What the operator made of it and could not be put in force. */
      draft: string | null;
    }
  | ConfirmView
  | { name: "reject"; row: ProposalRow; input: string; scroll: number }
  | EditedView
  | { name: "audit"; identity: string; logs: readonly AuditLog[]; scroll: number }
  | { name: "help"; scroll: number };

/** A file of a bottle as it is in force, and as the editor was opened on it. */
export interface BottleEdit {
  of: "bottle";
  identity: string;
  file: EditableFile;
  fileName: string;
  before: string;
  text: string;
}

/** Asks whether an edited file is put in force. */
export interface EditedView {
  name: "edited";
  edit: BottleEdit;
  text: string;
  /** What that would do, or why it cannot be. */
  review: Preview | string;
  input: string;
  scroll: number;
}

/** Asks for each reference that must be typed, then for the yes. */
export interface ConfirmView {
  name: "confirm";
  detail: ProposalDetail;
  /** What the operator made of the proposal; null: as proposed. */
  text: string | null;
  /** What approving it does, as it is shown. */
  preview: Preview;
  typed: readonly string[];
  notes: string;
  /** True: the words to the agent are being typed. */
  noting: boolean;
  input: string;
  scroll: number;
  /** The end of what comes into force was in sight. */
  isRead: boolean;
}

export interface Status {
  tone: "good" | "bad" | "plain";
  text: string;
}

export interface State {
  size: Size;
  overview: Overview;
  /** Oldest first, at most `KEPT_DECISIONS`. */
  decisions: readonly BottleDecision[];
  /** What the last action came to; only another one replaces it. */
  status: Status | null;
  panel: Panel;
  selected: Readonly<Record<Panel, Selection>>;
  /** The last one is shown. */
  views: readonly View[];
  /** What was asked for and has not come; until then, keys but Esc and Ctrl-C do nothing. */
  waiting: number | null;
  /** Number of the next thing asked for. */
  ticket: number;
  /** Proposals whose decision is under way. */
  deciding: readonly string[];
  /** Proposals that were decided here and that an overview made before may still list. */
  decided: readonly string[];
}

/** Decisions of the proxies that are kept to be shown. */
export const KEPT_DECISIONS = 200;

export const initialState: State = {
  size: { columns: 80, rows: 24 },
  overview: { bottles: [], proposals: [], trouble: [] },
  decisions: [],
  status: null,
  panel: "proposals",
  selected: { proposals: { key: null, index: 0 }, bottles: { key: null, index: 0 } },
  views: [],
  waiting: null,
  ticket: 0,
  deciding: [],
  decided: [],
};

export const keyOf = ({ identity, id }: ProposalRef): string => `${identity}/${id}`;

/** The references that approving still needs typed, in order. */
export const untyped = ({ preview, typed }: ConfirmView): string[] =>
  preview.mustType.filter((reference) => !typed.includes(reference));

/** The proposal as the last overview lists it; undefined: it is not pending, or cannot be had. */
export function pendingRow({ overview }: State, ref: ProposalRef): ProposalRow | undefined {
  return overview.proposals.find((each) => keyOf(each) === keyOf(ref));
}

/** What the lines of a panel are, in order. */
export function linesOf({ overview }: State, panel: Panel): string[] {
  return panel === "proposals"
    ? overview.proposals.map(keyOf)
    : overview.bottles.map(({ identity }) => identity);
}

/** Where the selection is now; -1 where there is no line. */
export function selectedIndex(state: State, panel: Panel): number {
  const lines = linesOf(state, panel);
  const { key, index } = state.selected[panel];
  const found = key === null ? -1 : lines.indexOf(key);
  return found === -1 ? Math.min(index, lines.length - 1) : found;
}
