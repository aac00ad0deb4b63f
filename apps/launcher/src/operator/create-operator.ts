import { BottleError } from "@claude-bottle/shared";
import type { Context } from "../cli/context.ts";
import type { Operator } from "./operator.ts";

/** The operator's view of the bottles in this home, on the backends that answer. */
export function createOperator(_context: Context): Operator {
  throw new BottleError("not-available", "Proposals cannot be decided yet");
}
