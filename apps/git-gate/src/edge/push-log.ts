import type { Finding } from "../core/push-scanner.ts";

/** What became of one push. */
export interface PushEntry {
  time: string;
  remote: string;
  refs: string[];
  /**
   * `clean`: it went on to the upstream, whose answer is in `results`. `not-taken`: it was malformed, or there was no room for it. `aborted`: the client went away, or git refused it
   * by itself. The others say what the gate had against it.
   */
  verdict: "clean" | "rules" | "secret" | "lfs" | "not-scanned" | "not-taken" | "aborted";
  /** Ref → `ok`, or the upstream's reason. */
  results: Record<string, string>;
  objects: number;
  bytes: number;
  findings: Pick<Finding, "ruleId" | "file" | "line" | "commit" | "fingerprint">[];
  ms: number;
}
