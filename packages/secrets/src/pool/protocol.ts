import type { Place, ScanOutcome } from "../scan/finding.ts";
import type { ScanSetup } from "./scan-setup.ts";

/** Small files, each part of all of them in one array: to copy few large things costs far less than many small ones. */
export interface SeveralFiles {
  kind: "scan-several";
  names: readonly string[];
  arePaths: readonly (boolean | undefined)[];
  commits: readonly (string | undefined)[];
  lengths: readonly number[];
  /** Their contents, one behind the other. */
  bytes: Uint8Array;
}

/** What the host tells a worker; each message has one answer. */
export type Request =
  | { kind: "setup"; setup: ScanSetup }
  | { kind: "scan"; place: Place; chunk: Uint8Array; isLast: boolean }
  | SeveralFiles
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
