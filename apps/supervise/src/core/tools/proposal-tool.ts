import type { Change, LiveState, ProposalKind } from "@claude-bottle/shared/contracts";

/** What a proposal is held against. */
interface Subject {
  live: LiveState;
  /** SHA-256 in hexadecimal digits. */
  digest: (text: string) => string;
}

/** A tool with which the agent asks for one kind of change. All have a justification besides the one argument. */
export interface ProposalTool<Kind extends ProposalKind> {
  title: string;
  /** For the model: when to call it, what to hand in, what approval does. */
  description: string;
  argument: { name: string; description: string; longest: number };
  /** The change that a text asks for, or what is wrong with it and how to mend it. */
  propose(text: string, subject: Subject): { change: Change<Kind> } | { problem: string };
}
