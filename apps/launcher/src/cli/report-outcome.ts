import { BottleError } from "@claude-bottle/shared";
import { printable } from "../core/printable.ts";
import type { Outcome } from "../operator/operator.ts";
import type { Context } from "./context.ts";

/** Prints what changed as the result and all else as notices. @throws {BottleError} `not-applied` */
export function reportOutcome(outcome: Outcome, said: string, context: Context): number {
  if (!outcome.ok)
    throw new BottleError("not-applied", outcome.reason, outcome.hint === null ? {} : { hint: outcome.hint });
  const { changed, next } = outcome;
  context.err(`${said}\n`);
  if (changed !== "") context.out(`${printable(changed).trimEnd()}\n`);
  if (next !== null) context.err(`${next}\n`);
  return 0;
}
