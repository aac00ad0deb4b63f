import type { Inflate, Limits } from "../containers/budget.ts";
import type { GitleaksConfig } from "../gitleaks/gitleaks-config.ts";
import type { IgnoreFile } from "../gitleaks/ignore-file.ts";
import type { KnownValues } from "../known/known-values.ts";
import type { NativeRule } from "../rules/native-rule.ts";

/** What may excuse a finding: only what the operator says, and never a known value or a token that is certain. */
export interface Policy {
  /** Whether `gitleaks:allow` in a line counts. Whoever wrote the bytes decides then. */
  allowComments: boolean;
  /** Whether the configuration's allowlists by path or commit count. */
  pathAllowlists: boolean;
}

export interface ScannerOptions {
  /** Values that are found in any form, and that nothing excuses. */
  known?: KnownValues;
  rules: readonly NativeRule[];
  /** Rules of a gitleaks configuration. */
  config?: GitleaksConfig;
  inflate: Inflate;
  /** How far containers are unpacked. */
  limits?: Limits;
  /** How often encoded parts are decoded and scanned again; 5 unless given. */
  decodeDepth?: number;
  /** Whether encodings that gitleaks does not know are decoded too; true unless given. */
  extraEncodings?: boolean;
  /** Nothing excuses anything unless given. */
  policy?: Policy;
  /** Fingerprints of the operator; a known value is not ignored. */
  ignore?: IgnoreFile;
  /** Makes of a secret what findings can be compared by: keyed, so that the digest tells nothing. */
  digest?: (secret: Uint8Array) => string;
}

export const DECODE_DEPTH = 5;
