import { createHash } from "node:crypto";

/** A finding of either scanner, as far as they must agree. */
export interface Finding {
  ruleId: string;
  /** Path in the folder that was scanned. */
  file: string;
  startLine: number;
  startColumn: number;
  /** Of the secret, so that no report holds one. */
  digest: string;
  tags: readonly string[];
}

export function digest(secret: Uint8Array | string): string {
  return createHash("sha256").update(secret).digest("hex").slice(0, 16);
}
