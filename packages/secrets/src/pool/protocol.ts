import type { Place, ScanOutcome } from "../scan/finding.ts";
import type { ScanSetup } from "./scan-setup.ts";

/** What a host tells a worker; each message has one answer. */
export type Request<Work> = { kind: "setup"; setup: ScanSetup } | { kind: "work"; work: Work };

export type Answer<Result> =
  | { kind: "ready"; warnings: readonly string[] }
  /** The configuration cannot be used. */
  | { kind: "refused"; message: string }
  | { kind: "result"; result: Result };

/** What a worker of a `ScanPool` is asked. */
export type ScanWork =
  | { kind: "scan"; place: Place; chunk: Uint8Array; isLast: boolean }
  /** Small files, their contents one behind the other: to copy one array costs far less than many. */
  | { kind: "scan-several"; files: readonly { place: Place; length: number }[]; bytes: Uint8Array }
  | { kind: "chunk"; chunk: Uint8Array; isLast: boolean }
  /** The content cannot be had any further. */
  | { kind: "drop" };

export type ScanResult =
  | { kind: "more" }
  | { kind: "done"; outcome: ScanOutcome }
  /** In the order of the files; null: there is nothing to say of it. */
  | { kind: "all-done"; outcomes: readonly (ScanOutcome | null)[] };
