/** Bytes of one buffer: from `start` up to, not including, `end`. */
export interface Span {
  start: number;
  end: number;
}

/** What one detector found in one buffer. It never holds the value. */
export interface Detection {
  ruleId: string;
  /** `known`: a value of the bottle itself; `native`: a table rule; `config`: a rule of the operator's file. */
  kind: "known" | "native" | "config";
  /** What to call it in a message: the rule's description, or the name of a known value. */
  name: string;
  secret: Span;
  /** The secret with the context that the rule matched. */
  match: Span;
  tags: readonly string[];
}
