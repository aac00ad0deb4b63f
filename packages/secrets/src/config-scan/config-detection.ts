import type { Encoding } from "../decode/encoding.ts";
import type { Detection } from "../detection.ts";

/** What a rule of the operator's configuration found: all that gitleaks reports, without the value. */
export interface ConfigDetection extends Detection {
  kind: "config";
  /** From 1; both 0 where the path itself is the finding. */
  startLine: number;
  endLine: number;
  /** As gitleaks counts: from 1 on the first line, one more on all others. */
  startColumn: number;
  endColumn: number;
  /** Of the secret, in bits per byte. */
  entropy: number;
  /** How the match was written, if not plainly; its spans are then those of the encoded text. */
  encodings: readonly Encoding[];
  /** How often the text was decoded to find it. */
  decodeDepth: number;
  /** What `ScanOptions.digest` made of the secret. */
  digest: string | undefined;
}
