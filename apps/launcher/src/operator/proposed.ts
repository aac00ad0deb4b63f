import { BottleError } from "@claude-bottle/shared";
import type { Target } from "./target.ts";

/** A change worked out against what is in force now, and what the operator should know of it. */
export interface Proposed {
  target: Target;
  /** Unified diffs of the files that change. */
  diff: string;
  /** In place of an empty diff. */
  nothing: string;
  warnings: string[];
  /** References that no manifest named for this bottle. */
  mustType: string[];
}

/** A change that cannot be. */
export function refusedChange(message: string, hint: string): BottleError {
  return new BottleError("config-invalid", message, { hint });
}
