import type { Change, LiveState, ProposalKind } from "@claude-bottle/shared/contracts";

/** What a proposal is held against. */
interface Subject {
  live: LiveState;
  /** SHA-256 in hexadecimal digits. */
  digest: (text: string) => string;
  /** Asks git-gate; null: the bottle has none. */
  gate: GateQuestion | null;
}

/** Whether git-gate refused a push for the finding of a fingerprint; `unreachable`: it did not say. */
export type GateQuestion = (fingerprint: string) => Promise<"known" | "unknown" | "unreachable">;

/** The change that a text asks for, or what is wrong with it and how to mend it. */
type Proposed<Kind extends ProposalKind> = { change: Change<Kind> } | { problem: string };

/** A tool with which the agent asks for one kind of change. All have a justification besides the one argument. */
export interface ProposalTool<Kind extends ProposalKind> {
  title: string;
  /** For the model: when to call it, what to hand in, what approval does. */
  description: string;
  argument: { name: string; description: string; longest: number };
  propose(text: string, subject: Subject): Proposed<Kind> | Promise<Proposed<Kind>>;
}
