import { BottleError } from "@claude-bottle/shared";
import type { Outcome, Preview } from "./operator.ts";
import { refused } from "./outcome.ts";
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

/** What the operator is shown of it. */
export function previewOf({ diff, nothing, warnings, mustType }: Proposed): Preview {
  return { diff, warnings: diff === "" ? [nothing, ...warnings] : warnings, mustType };
}

/** Refuses what is no longer what the operator was shown; `seen` null: nobody looked. */
export function refuseUnseen({ diff }: Proposed, seen: string | null): Outcome | null {
  return seen === null || seen === diff
    ? null
    : refused("What this would change has changed since you looked", "Look at it again");
}

/** A change that cannot be. */
export function refusedChange(message: string, hint: string): BottleError {
  return new BottleError("config-invalid", message, { hint });
}
