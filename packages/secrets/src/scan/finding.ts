import type { Unread } from "../containers/part.ts";
import type { Detection } from "../detection.ts";

/** One secret, and all that may be told of it. It never holds the value. */
export interface Finding {
  ruleId: string;
  /** What was found, in words; of a known value its name. */
  description: string;
  kind: Detection["kind"];
  /** Path; `outer!inner` for what lies in a container. */
  file: string;
  /** From 1; both 0 where the path itself is the finding. */
  startLine: number;
  endLine: number;
  /** In bytes, from 1; 0 where the path itself is the finding. */
  startColumn: number;
  /** Bytes from the beginning of the file; of what lies in a container, where that begins. */
  offset: number;
  /** The commit that brings it; null: none does. */
  commit: string | null;
  /** As in gitleaks: `file:rule:line`, with a commit `commit:file:rule:line`. */
  fingerprint: string;
  /** What may be shown of the value. */
  redacted: string;
  tags: readonly string[];
  /** What the caller's digest made of the value. */
  digest: string | undefined;
}

/** `over budget` says that not all was looked at: it must end in a refusal. */
export type ScanOutcome =
  | { kind: "scanned"; findings: readonly Finding[]; unread: readonly Unread[] }
  | { kind: "over budget"; file: string; reason: string };

/** What the scanned bytes are called. */
export interface Place {
  file: string;
  /** Id of the commit that brings it. */
  commit?: string;
  /** False for what is no file, as a commit's message: rules and allowlists about paths do not hold for it. */
  isPath?: boolean;
}

/** What one text of a file gave. */
export type Searched =
  | { kind: "scanned"; findings: readonly Finding[] }
  | { kind: "over budget"; file: string; reason: string };
