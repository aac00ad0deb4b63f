import type { Place, ScanOutcome } from "../scan/finding.ts";
import type { ScanSetup } from "./scan-setup.ts";

/** What the host tells a worker; each message has one answer. */
export type Request =
  | { kind: "setup"; setup: ScanSetup }
  | { kind: "scan"; place: Place; chunk: Uint8Array; isLast: boolean }
  /** Small files, their contents one behind the other: to copy one array costs far less than many. */
  | { kind: "scan-several"; files: readonly { place: Place; length: number }[]; bytes: Uint8Array }
  | { kind: "chunk"; chunk: Uint8Array; isLast: boolean }
  /** The content cannot be had any further. */
  | { kind: "drop" };

export type Answer =
  | { kind: "ready"; warnings: readonly string[] }
  /** The configuration cannot be used. */
  | { kind: "refused"; message: string }
  | { kind: "more" }
  | { kind: "done"; outcome: ScanOutcome }
  /** In the order of the files; null: there is nothing to say of it. */
  | { kind: "all-done"; outcomes: readonly (ScanOutcome | null)[] };
