import { BottleError } from "@claude-bottle/shared";

/** What failed and what to do about it, in one sentence. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof BottleError && error.hint !== undefined
    ? `${error.message} (${error.hint})`
    : error.message;
}
