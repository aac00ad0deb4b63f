export interface ScanOptions {
  /** By which rules and allowlists with paths are judged; empty if there is none. */
  path?: string;
  /** Id of the commit that brings the bytes; empty if there is none. */
  commit?: string;
  /** How often encoded parts are decoded and scanned again; 0: never. */
  decodeDepth?: number;
  /** Whether encodings that gitleaks does not know are decoded too. */
  extraEncodings?: boolean;
  /** Whether a line with `gitleaks:allow` has no findings. Whoever wrote the bytes decides then. */
  allowComments?: boolean;
  /** Whether allowlists by path or commit count, and the configuration's own path is left out. */
  pathAllowlists?: boolean;
  /** Makes of a secret what findings can be compared by. */
  digest?: (secret: Uint8Array) => string;
}
