import type { CodePoints } from "./code-points.ts";

/** What must hold between two bytes. `lineStart` and `lineEnd` are `^` and `$` under `(?m)`. */
export type Assertion = "textStart" | "textEnd" | "lineStart" | "lineEnd" | "wordEdge" | "noWordEdge";

/** A regular expression as a tree. Flags are resolved: case folding is in the classes, `(?U)` in `greedy`. */
export type RegexNode =
  | { kind: "empty" }
  | { kind: "class"; points: CodePoints }
  | { kind: "sequence"; parts: readonly RegexNode[] }
  | { kind: "choice"; options: readonly RegexNode[] }
  | { kind: "repeat"; body: RegexNode; min: number; max: number; greedy: boolean }
  | { kind: "group"; index: number; body: RegexNode }
  | { kind: "assert"; what: Assertion };

export interface Regex {
  tree: RegexNode;
  /** Number of capturing groups. */
  groups: number;
}
